"""What the policies say about something: passages to quote, never orders to obey."""

from typing import Annotated

from pydantic import Field

from ..context import ToolContext
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Count, Part, ToolResult


class PolicyQuestion(Arguments):
    """What to look for."""

    query: Annotated[str, Field(min_length=1, max_length=500, description="A question, or a few words.")]
    limit: Annotated[int, Field(ge=1, le=10, description="How many passages at most.")] = 3


class PolicyPassage(Part):
    """A section of a policy that holds on the planning date, word for word."""

    policy: str
    title: str
    section: str
    heading: str
    quote: str


class PolicyPassages(ToolResult):
    """The passages that fit best, the best first."""

    query: str
    found: Count
    passages: tuple[PolicyPassage, ...]


def search_policies(context: ToolContext, arguments: PolicyQuestion) -> PolicyPassages:
    """Return the passages of the policies in force that fit a question best."""
    found = context.policies.search(arguments.query, context.snapshot.planning_date, arguments.limit)
    passages = tuple(
        PolicyPassage(
            policy=passage.policy_id,
            title=passage.title,
            section=str(passage.section),
            heading=passage.heading,
            quote=passage.quote,
        )
        for passage in found
    )
    return PolicyPassages(
        query=arguments.query,
        found=len(passages),
        passages=passages,
        assumptions=("Only policies in force on the planning date are searched.",),
    )


SEARCH_POLICIES = Tool(
    name="search_policies",
    summary="What do our policies say about a subject? Gives sections to quote.",
    arguments=PolicyQuestion,
    result=PolicyPassages,
    run=search_policies,
    mandate="both",
    utterances=forms_beside(__file__, "policy"),
)
