"""What a turn may take of a model, and what it has taken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from time import monotonic

from ...errors import ModelStopped

CHARACTERS_A_TOKEN = 4
"""With which tokens are estimated where an endpoint does not count them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one turn may take at most.

    Parameters
    ----------
    requests
        Completions, retries not counted.
    calls
        Tool calls.
    tokens
        Of prompts and replies together.
    seconds
        Spent waiting for the endpoint, pauses before retries included.
    money
        In the currency of the prices; `None` is no limit.
    retries
        Of one completion, after a refusal to serve (429), a fault (5xx) or a broken connection.
    """

    requests: int = 10
    calls: int = 12
    tokens: int = 120_000
    seconds: float = 60.0
    money: float | None = None
    retries: int = 2


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens of prompts and of replies."""

    prompt: float
    completion: float


@dataclass
class Meter:
    """Counts what a turn takes; `check` ends it when a limit is reached.

    Parameters
    ----------
    clock
        Gives seconds; only differences count.
    """

    limits: Limits
    prices: Prices | None = None
    clock: Callable[[], float] = monotonic
    requests: int = 0
    retries: int = 0
    repairs: int = 0
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    counted: bool = True
    seconds: float = 0.0
    _since: float | None = field(default=None, repr=False)

    def waiting(self, begins: bool) -> None:
        """Start or stop the watch."""
        now = self.clock()
        if self._since is not None:
            self.seconds += now - self._since
        self._since = now if begins else None

    @property
    def spent_seconds(self) -> float:
        """Seconds spent, those of a request under way included."""
        return self.seconds + (self.clock() - self._since if self._since is not None else 0.0)

    @property
    def remaining_seconds(self) -> float:
        """Seconds that are left."""
        return max(self.limits.seconds - self.spent_seconds, 0.0)

    @property
    def cost(self) -> float | None:
        """What the tokens cost by the prices; `None` without prices."""
        return self._cost(0)

    def _cost(self, more_tokens: int) -> float | None:
        if self.prices is None:
            return None
        replies = (self.completion_tokens + more_tokens) * self.prices.completion
        return (self.prompt_tokens * self.prices.prompt + replies) / 1e6

    def count(self, prompt: int, completion: int, *, counted: bool) -> None:
        """Add the tokens of a completion."""
        self.prompt_tokens += prompt
        self.completion_tokens += completion
        self.counted = self.counted and counted

    def check_request(self) -> None:
        """Make sure that another completion may be asked for.

        Raises
        ------
        ModelStopped
            If a limit is reached.
        """
        if self.requests - self.retries >= self.limits.requests:
            raise ModelStopped("budget_turns", "it has asked as often as one turn allows")
        self.check()

    def check(self, arriving: int = 0) -> None:
        """Make sure that tokens, seconds and money are left.

        Parameters
        ----------
        arriving
            Tokens, estimated, of a reply that is still arriving.

        Raises
        ------
        ModelStopped
            If a limit is reached.
        """
        if self.prompt_tokens + self.completion_tokens + arriving >= self.limits.tokens:
            raise ModelStopped("budget_tokens", "the tokens of one turn are used up")
        if self.spent_seconds >= self.limits.seconds:
            raise ModelStopped("budget_seconds", "the time of one turn is used up")
        cost = self._cost(arriving)
        if self.limits.money is not None and cost is not None and isfinite(cost) and cost >= self.limits.money:
            raise ModelStopped("budget_money", "the money of one turn is used up")


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return -(-len(text) // CHARACTERS_A_TOKEN)
