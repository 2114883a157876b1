"""What the answer says about a turn that the model did not finish. No number stands in these sentences."""

from ...usage import Ending

_BY_EMBEDDED = "The embedded reasoner finished this answer"

_WHY: dict[Ending, str] = {
    "no_calls": "{model} called no tool for a question about the data",
    "at_odds": "{model} read the question otherwise",
    "budget_turns": "{model} used up the requests that one turn allows",
    "budget_tokens": "{model} used up the tokens that one turn allows",
    "budget_seconds": "{model} used up the time that one turn allows",
    "budget_money": "{model} used up the money that one turn allows",
    "endpoint_failed": "the endpoint of {model} failed",
    "breaker_open": "the endpoint of {model} has kept failing and is left alone for a while",
    "malformed": "{model} replied with something that could not be used, twice",
    "unreceipted": "{model} wrote what has no receipt, twice",
}


def warning_of(model: str, ending: Ending | None) -> tuple[str, ...]:
    """Return the warning of an answer, none where the model finished it or was rightly not asked."""
    if ending == "budget_calls":
        return (f"{model} asked for more tool calls than one turn allows; the answer rests on those that were made.",)
    why = _WHY.get(ending) if ending is not None else None
    return (f"{_BY_EMBEDDED}: {why.format(model=model)}.",) if why else ()
