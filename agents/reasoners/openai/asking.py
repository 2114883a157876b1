"""Ask a model within a turn: budgets, retries, the breaker, and what an endpoint does not understand."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Event, Lock
from typing import Any, Literal

from ...errors import ModelStopped
from .breaker import Breaker
from .limits import Meter, estimated_tokens
from .replies import Reply
from .wire import Wire

Mode = Literal["native", "json"]
Message = dict[str, Any]

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0

_OPTIONAL = ("stream_options", "temperature")
"""What is sent where the endpoint takes it; an answer does not depend on it."""


@dataclass
class Skills:
    """What is known of a model at its endpoint, learnt while asking; shared by all turns.

    Attributes
    ----------
    mode
        How it can be asked for tool calls; `None` until it has shown it.
    refused
        Parameters that the endpoint does not take.
    """

    mode: Mode | None = None
    refused: set[str] = field(default_factory=set[str])
    lock: Lock = field(default_factory=Lock, repr=False)

    def learn(self, mode: Mode) -> None:
        """Remember how it can be asked."""
        with self.lock:
            self.mode = mode

    def refuse(self, parameter: str) -> None:
        """Remember that a parameter is not taken."""
        with self.lock:
            self.refused.add(parameter)


class ToolsRefused(Exception):
    """The endpoint does not take tools, or no JSON schema."""


class BrokenOff(Exception):
    """The reply broke off after some of it had been used."""


def pause(seconds: float, cancelled: Event) -> None:
    """Wait, at most until the turn is cancelled."""
    cancelled.wait(seconds)


@dataclass(frozen=True)
class Asking:
    """The line to a model within one turn.

    Parameters
    ----------
    check
        Raises an error when the turn was cancelled.
    wait
        Waits so many seconds, or until the turn is cancelled.
    draw
        Gives random numbers from 0 to 1 for the jitter of the pauses.
    """

    wire: Wire
    model: str
    skills: Skills
    breaker: Breaker
    meter: Meter
    check: Callable[[], None]
    wait: Callable[[float], None]
    draw: Callable[[], float] = random.random

    def ask(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[Mapping[str, Any]] = (),
        schema: Mapping[str, Any] | None = None,
        heard: Callable[[str], None] | None = None,
        is_used: Callable[[], bool] = lambda: False,
    ) -> Reply:
        """Return a completion.

        Parameters
        ----------
        schema
            Of the JSON that is to be replied.
        heard
            Is given the text as it arrives; an empty text says that it begins anew.
        is_used
            Whether some of the text that was heard has been used, so that it cannot begin anew.

        Raises
        ------
        ModelStopped
            If a budget is used up, the endpoint fails or is left alone for a while.
        ToolsRefused
            If the endpoint does not take tools, or the schema.
        BrokenOff
            If the connection broke after some of the text was used.
        Cancelled, BudgetExhausted
            If the turn was stopped.
        """
        self.meter.check_request()
        if not self.breaker.lets_pass():
            raise ModelStopped("breaker_open", "its endpoint has failed several times in a row and is left alone")
        self.wire.prepare()
        self.meter.waiting(True)
        try:
            reply = self._with_retries(messages, tools, schema, heard or _unheard, is_used)
        except BaseException:  # cancelling and interrupts too give up the breaker's trial; all are raised again
            self.breaker.gave_up()
            raise
        finally:
            self.meter.waiting(False)
        self.breaker.succeeded()
        return reply

    def _with_retries(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]],
        schema: Mapping[str, Any] | None,
        heard: Callable[[str], None],
        is_used: Callable[[], bool],
    ) -> Reply:
        attempt = 0
        while True:
            body = self._body(messages, tools, schema)
            heard("")
            outcome = self._once(body, heard)
            if isinstance(outcome, Reply):
                return outcome
            if outcome.understood_less and self._leave_out(outcome, body):
                continue
            if outcome.understood_less and (tools or schema):
                self.breaker.succeeded()
                raise ToolsRefused
            if is_used():
                self.breaker.failed()
                raise BrokenOff
            seconds = self._pause_seconds(attempt, outcome.retry_after)
            attempt += 1
            if not outcome.may_pass or attempt > self.meter.limits.retries or seconds >= self.meter.remaining_seconds:
                self.breaker.failed()
                raise ModelStopped("endpoint_failed", outcome.detail)
            self.wait(seconds)
            self.check()
            self.meter.retries += 1

    def _body(
        self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], schema: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self.model, "messages": list(messages), "temperature": 0.0}
        body["stream_options"] = {"include_usage": True}
        if tools:
            body["tools"] = list(tools)
        if schema is not None:
            shape = {"name": "tool_calls", "schema": schema, "strict": False}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        return {name: value for name, value in body.items() if name not in self.skills.refused}

    def _once(self, body: dict[str, Any], heard: Callable[[str], None]) -> "Reply | Failure":
        """Ask once; the tokens are counted in any case, because they are paid for."""
        import httpx2
        import openai

        latest = Reply()

        def watch(reply: Reply) -> None:
            nonlocal latest
            latest = reply
            self.check()
            self.meter.check(reply.tokens)

        self.meter.requests += 1
        try:
            reply = self.wire.stream(body, max(self.meter.remaining_seconds, 0.1), watch, heard)
        except openai.APIStatusError as error:
            return failure_of(error.status_code, error.response.headers.get("retry-after"), str(error.body or ""))
        except (openai.APITimeoutError, httpx2.TimeoutException):
            self.meter.check()
            return Failure("its endpoint did not answer in time")
        except (openai.APIConnectionError, httpx2.HTTPError):
            return Failure("its endpoint could not be reached, or broke off")
        except (openai.OpenAIError, ValueError):
            return Failure("its endpoint sent what is no stream of a completion")
        finally:
            self._count(latest, body)
        if reply.finish is None:
            return Failure("its endpoint broke off in the middle of a reply")
        return reply

    def _count(self, reply: Reply, body: Mapping[str, Any]) -> None:
        if reply.usage is not None:
            self.meter.count(*reply.usage, counted=True)
        else:
            prompt = "".join(str(body.get(part, "")) for part in ("messages", "tools", "response_format"))
            arrived = reply.tokens > 0 or reply.finish is not None
            self.meter.count(estimated_tokens(prompt) if arrived else 0, reply.tokens, counted=not arrived)

    def _leave_out(self, outcome: "Failure", body: Mapping[str, Any]) -> bool:
        """Leave out an optional parameter that the endpoint may have stumbled over; whether there was one."""
        sent = [name for name in _OPTIONAL if name in body]
        named = [name for name in sent if name in outcome.said]
        of_tools = any(word in outcome.said for word in ("tool", "function", "response_format", "json_schema"))
        left = named or ([] if of_tools else sent)
        for name in left:
            self.skills.refuse(name)
        return bool(left)

    def _pause_seconds(self, attempt: int, retry_after: float | None) -> float:
        """Exponential, with full jitter on half of it; never shorter than the endpoint asks for."""
        longest = min(FIRST_PAUSE_SECONDS * 2**attempt, LONGEST_PAUSE_SECONDS)
        return max(longest * (0.5 + 0.5 * self.draw()), retry_after or 0.0)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request brought no reply.

    Attributes
    ----------
    may_pass
        Whether it is worth another try.
    understood_less
        Whether the endpoint did not understand the request.
    said
        What it said, to find out what it stumbled over; never shown, because it may repeat what was sent.
    """

    detail: str
    may_pass: bool = True
    understood_less: bool = False
    retry_after: float | None = None
    said: str = ""


def failure_of(status: int, retry_after: str | None, said: str) -> Failure:
    """Return what an HTTP status other than success means."""
    if status == 429:
        return Failure("its endpoint serves no more requests at the moment", retry_after=seconds_of(retry_after))
    if status >= 500 or status in (408, 409, 425):
        return Failure("its endpoint is at fault", retry_after=seconds_of(retry_after))
    if status in (400, 404, 405, 415, 422):
        less = status != 404 or "tool" in said
        return Failure("its endpoint refuses the request", may_pass=False, understood_less=less, said=said)
    return Failure("its endpoint does not let us in", may_pass=False)


def seconds_of(retry_after: str | None) -> float | None:
    """Return the seconds of a Retry-After header, which may be a number or a date; `None` where it says neither."""
    if retry_after is None:
        return None
    try:
        return max(float(retry_after), 0.0)
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except ValueError:
        return None


def _unheard(_text: str) -> None:
    """Let the text pass: it is used when it is whole."""
