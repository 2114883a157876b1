"""What a language model was asked for in a turn, what that took, and how the turn ended."""

from typing import Literal

from tools.results import Part

Ending = Literal[
    "answered",
    "guarded",
    "no_calls",
    "at_odds",
    "budget_turns",
    "budget_calls",
    "budget_tokens",
    "budget_seconds",
    "budget_money",
    "endpoint_failed",
    "breaker_open",
    "malformed",
    "unreceipted",
]
"""How a turn with a model ended.

| ending | what happened | who finished the answer |
|---|---|---|
| `answered` | the model chose the calls and the words | the model |
| `guarded` | a guard rail replied; the model was not asked | the embedded reasoner |
| `no_calls` | the model answered a question about the data without calling a tool | the embedded reasoner |
| `at_odds` | of the mode `calls`: it read the question otherwise than the embedded reasoner | the embedded reasoner |
| `budget_calls` | it asked for more tool calls than one turn may have; those beyond were not made | the model |
| `budget_turns`, `_tokens`, `_seconds`, `_money` | that allowance of the turn was used up | the embedded reasoner |
| `endpoint_failed` | the endpoint could not be reached, refused or broke off, after retries | the embedded reasoner |
| `breaker_open` | it failed so often before that it was not asked | the embedded reasoner |
| `malformed` | its reply could not be used, nor the one after it was told why | the embedded reasoner |
| `unreceipted` | a sentence of it had no receipt, nor had what it wrote after it was told so | the embedded reasoner |
"""


class Usage(Part):
    """What a turn took of a model.

    Attributes
    ----------
    mode
        How it was asked for tool calls: `native`, or `json` for replies by a JSON schema.
    prompts
        The prompt files that are in force, each with its version.
    requests
        Completions that were asked for, retries included.
    repairs
        How often it was told what was wrong with its reply.
    tokens_counted
        Whether the endpoint counted every reply's tokens; otherwise some are estimated, four characters a token.
    seconds
        Time that was spent waiting for the endpoint.
    cost
        By the prices that are set; `None` without prices.
    detail
        Why it ended as it did, in words.
    """

    model: str
    mode: Literal["native", "json"]
    prompts: str
    requests: int
    retries: int
    repairs: int
    tool_calls: int
    prompt_tokens: int
    completion_tokens: int
    tokens_counted: bool
    seconds: float
    cost: float | None
    ending: Ending
    detail: str = ""
