"""Let a model choose calls: natively, or by JSON replies where it cannot; what is wrong is told once."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ...errors import EvidenceMissing, ModelStopped
from ...evidence import CallRecord
from ..embedded.slots import Slots
from ..protocol import PlannedCall, Turn
from .asking import Asking, BrokenOff, Message, Mode, ToolsRefused
from .drafting import Wishes
from .messages import Messages
from .offers import native_tools, reply_schema
from .origins import Origins, origins_of
from .prompting import prompt
from .replies import RawCall, Reply
from .speech import Speech
from .vetting import Vetted, vetted

ASK_FOR_WORDS = "-"
"""The model has enough results and has not begun to write."""

_WRITTEN_CALL = re.compile(r"<tool_call>|<function|\"(?:name|tool)\"\s*:\s*\"\w+\"\s*,\s*\"(?:arguments|parameters)\"")
_CUT = "The reply was cut off for its length; be shorter."

Build = Callable[[Mode], list[Message]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the model chose: calls, or words.

    Attributes
    ----------
    text
        What it said where it made no call.
    words
        Where it is done with calls: empty when its words stand whole in the speech, else why it must go on.
    """

    calls: tuple[PlannedCall, ...] = ()
    text: str = ""
    words: str | None = None


@dataclass
class Choosing:
    """The choice of calls within one turn.

    Parameters
    ----------
    expects_calls
        Whether the question surely needs data, so that a reply without calls shows that the model cannot make any.
    """

    turn: Turn
    asking: Asking
    messages: Messages
    slots: Slots
    wishes: Wishes
    expects_calls: bool

    @property
    def mode(self) -> Mode:
        """How the model is asked; native calls until it has shown that it cannot."""
        return self.asking.skills.mode or "native"

    def first(self) -> Chosen:
        """Return the calls to begin with, or a text.

        Raises
        ------
        ModelStopped
            If nothing came that can be used.
        """
        return self._choose(self.messages.opening, (), None)

    def next(self, done: Sequence[CallRecord], speech: Speech) -> Chosen:
        """Return the calls that follow some results, or the words that were said about them.

        Parameters
        ----------
        speech
            Takes the words as they arrive.

        Raises
        ------
        ModelStopped
            If nothing came that can be used.
        """
        return self._choose(lambda mode: self.messages.with_results(mode, done), done, speech)

    def _choose(self, build: Build, done: Sequence[CallRecord], speech: Speech | None) -> Chosen:
        extra: list[Message] = []
        usable: tuple[PlannedCall, ...] = ()
        problems: list[str] = []
        for attempt in range(2):
            try:
                raw, reply = self._exchange(build, extra, speech if not attempt else None)
                if speech is not None and not raw and (speech.has_begun or not attempt):
                    return Chosen(words=_words(speech, reply))
            except (EvidenceMissing, BrokenOff) as error:
                return Chosen(words=str(error) or "The connection broke off.")
            except _Unreadable as error:
                raw, reply, found = [], None, Vetted((), (str(error),))
            else:
                found = vetted(self.turn, raw, self._origins(done), self.wishes, done)
            usable = found.calls or usable
            problems = [*found.problems]
            if reply is not None and reply.was_cut and not usable:
                problems.append(_CUT)
            if not problems:
                return self._settled(usable, reply, done)
            if not attempt:
                self.asking.meter.repairs += 1
                extra = _told(raw, reply, problems)
        if usable:
            return Chosen(calls=usable)
        raise ModelStopped("malformed", problems[0][:300])

    def _origins(self, done: Sequence[CallRecord]) -> Origins:
        """What arguments may be made of."""
        return origins_of(self.turn, self.slots, done)

    def _settled(self, calls: tuple[PlannedCall, ...], reply: Reply | None, done: Sequence[CallRecord]) -> Chosen:
        if calls:
            return Chosen(calls=calls)
        if done:
            return Chosen(words=ASK_FOR_WORDS)
        return Chosen(text=_text_of(reply.said, self.mode) if reply is not None else "")

    def _exchange(self, build: Build, extra: list[Message], speech: Speech | None) -> tuple[list[RawCall], Reply]:
        """Ask in the mode that the model knows; try the other where it shows that it cannot call tools natively."""
        skills, is_learnt = self.asking.skills, self.asking.skills.mode is not None
        if self.mode == "native":
            try:
                reply = self.asking.ask(
                    [*build("native"), *extra],
                    tools=native_tools(self.messages.tools),
                    heard=speech.hear if speech else None,
                    is_used=lambda: speech is not None and speech.has_begun,
                )
            except ToolsRefused as error:
                if is_learnt:
                    raise ModelStopped("endpoint_failed", "its endpoint takes no tools") from error
            else:
                has_words = speech is not None and not _WRITTEN_CALL.search(reply.said)
                if reply.calls and not (speech is not None and speech.has_begun):
                    if not is_learnt:
                        skills.learn("native")
                    return reply.calls, reply
                if is_learnt or has_words or not (self.expects_calls or _WRITTEN_CALL.search(reply.said)):
                    return [], reply
        return self._by_json([*build("json"), *extra])

    def _by_json(self, messages: list[Message]) -> tuple[list[RawCall], Reply]:
        try:
            reply = self.asking.ask(messages, schema=reply_schema(self.messages.tools))
        except ToolsRefused as error:
            raise ModelStopped("endpoint_failed", "its endpoint takes neither tools nor a JSON schema") from error
        raw = calls_in(reply)
        if raw and self.asking.skills.mode is None:
            self.asking.skills.learn("json")
        return raw, reply


class _Unreadable(Exception):
    """A reply that is not the JSON that was asked for."""


def calls_in(reply: Reply) -> list[RawCall]:
    """Return the calls of a reply in JSON."""
    document = _document(reply.said)
    calls = document.get("calls", [])
    if not isinstance(calls, list):
        raise _Unreadable("The calls are no list.")
    raw: list[RawCall] = []
    for call in cast(list[Any], calls):
        if not isinstance(call, dict):
            raise _Unreadable("A call is no JSON object with tool and arguments.")
        fields = cast(dict[str, Any], call)
        raw.append(RawCall(str(fields.get("tool", "")), json.dumps(fields.get("arguments", {}))))
    return raw


def _document(said: str) -> dict[str, Any]:
    start, end = said.find("{"), said.rfind("}")
    try:
        document = json.loads(said[start : end + 1]) if start >= 0 else None
    except ValueError as error:
        raise _Unreadable(f"The reply is no JSON ({error}).") from error
    if not isinstance(document, dict):
        raise _Unreadable("The reply is no JSON object.")
    return cast(dict[str, Any], document)


def _text_of(said: str, mode: Mode) -> str:
    if mode == "native" and not said.lstrip().startswith("{"):
        return said
    try:
        return str(_document(said).get("text", ""))
    except _Unreadable:
        return said


def _words(speech: Speech, reply: Reply) -> str:
    """Take the rest of the words; why the model must go on, empty where it need not."""
    if _WRITTEN_CALL.search(reply.said) and not speech.has_begun:
        return ASK_FOR_WORDS
    speech.end(cut=reply.was_cut)
    if reply.was_cut:
        return _CUT
    return "" if speech.has_begun else ASK_FOR_WORDS


def _told(raw: Sequence[RawCall], reply: Reply | None, problems: Sequence[str]) -> list[Message]:
    """The model's reply and what is wrong with it."""
    said = "\n".join(f"{call.tool}({call.arguments})" for call in raw) or (reply.said if reply else "") or "(nothing)"
    told = prompt("repair", problems="\n".join(f"- {problem}" for problem in problems))
    return [{"role": "assistant", "content": said[:4000]}, {"role": "user", "content": told}]
