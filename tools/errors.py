"""Every error that leaves the tools.

ToolError
├── UnknownTool          no such tool
├── ArgumentsRefused     the arguments do not fit the tool
├── UnknownSubject       an item, place, order, … that does not exist (or that the person may not see)
├── NotEnoughData        the data do not carry the answer
├── OutOfHorizon         a period outside what the data or the plan cover
├── BudgetExhausted      the time allowed is used up
├── Cancelled            the caller stopped the computation
└── ActionError
    ├── ActionRefused    the action cannot be done as it stands
    └── ConnectorFailed  the system behind a connector refused or did not answer
"""

from collections.abc import Sequence

from knowledge.errors import TandemError


class ToolError(TandemError):
    """An error of a tool, which the caller can act on.

    Parameters
    ----------
    suggestions
        What was probably meant, best first.
    """

    code, status = "tool_error", 422

    def __init__(self, detail: str, remedy: str = "", suggestions: Sequence[str] = ()) -> None:
        super().__init__(detail, remedy)
        self.suggestions = tuple(suggestions)


class UnknownTool(ToolError):
    """There is no such tool."""

    code, status = "unknown_tool", 404


class ArgumentsRefused(ToolError):
    """The arguments do not fit the tool."""

    code = "arguments_refused"


class UnknownSubject(ToolError):
    """An item, place, order or the like does not exist, or not for this person."""

    code, status = "unknown_subject", 404


class NotEnoughData(ToolError):
    """The data do not carry the answer."""

    code = "not_enough_data"


class OutOfHorizon(ToolError):
    """A period lies outside what the data or the plan cover."""

    code = "out_of_horizon"


class BudgetExhausted(ToolError):
    """The time allowed is used up."""

    code, status = "budget_exhausted", 503


class Cancelled(ToolError):
    """The caller stopped the computation."""

    code, status = "cancelled", 409


class ActionError(ToolError):
    """An error of an action on the business."""

    code = "action_error"


class ActionRefused(ActionError):
    """The action cannot be done as it stands."""

    code = "action_refused"


class ConnectorFailed(ActionError):
    """The system behind a connector refused or did not answer."""

    code, status = "connector_failed", 502
