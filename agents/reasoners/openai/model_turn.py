"""One turn with a model: it chooses calls and words, and whatever goes wrong, the embedded reasoner finishes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from ...coordinator import MANDATES, assign
from ...errors import EvidenceMissing, ModelStopped
from ...evidence import CallRecord, render
from ...usage import Ending, Usage
from ...wording import sources_of
from ..protocol import Agent, PlannedCall, Reading, Reasoner, Reply, Request, Turn, Wording
from .asking import Asking, BrokenOff
from .choosing import ASK_FOR_WORDS, Choosing
from .drafting import DRAFT
from .endings import warning_of
from .finishing import CHOSEN, Finishing
from .guarding import is_guarded
from .limits import Meter
from .prompting import prompt, versions
from .requesting import chosen_calls, requests_of
from .speech import Speech

ATTEMPTS_TO_WORD = 2


@dataclass
class _Switch:
    """A request that the embedded reasoner has taken over before it brought anything."""

    request: Request
    before: int


@dataclass
class ModelTurn:
    """A `TurnReasoner`: a model at work on one turn.

    Parameters
    ----------
    embedded
        Reads the message first, and finishes the turn where the model cannot.
    release
        Is given each piece of the answer's text that was let pass.
    choosing
        Makes the choice of calls for this turn, once the message has been read.
    """

    turn: Turn
    model: str
    embedded: Reasoner
    asking: Asking
    release: Callable[[str], None]
    choosing: Callable[[Turn, Reading, Asking], Choosing]
    ending: Ending | None = None
    detail: str = ""
    fallback: Finishing = field(init=False)
    _reading: Reading = field(default_factory=Reading)
    _chooser: Choosing | None = None
    _is_used: bool = False
    _streams: bool = False
    _speeches: dict[str, tuple[Speech, str]] = field(default_factory=dict[str, tuple[Speech, str]])
    _switched: dict[str, _Switch] = field(default_factory=dict[str, _Switch])

    def __post_init__(self) -> None:
        self.fallback = Finishing(self.embedded)

    @property
    def meter(self) -> Meter:
        """What the turn has taken."""
        return self.asking.meter

    @property
    def name(self) -> str:
        """The model, where its calls or words are in the answer; the embedded reasoner otherwise."""
        return self.model if self._is_used else self.embedded.name

    @property
    def usage(self) -> Usage | None:
        """What the turn has taken, and how it ended."""
        meter = self.meter
        return Usage(
            model=self.model,
            mode=self.asking.skills.mode or "native",
            prompts=versions(),
            requests=meter.requests,
            retries=meter.retries,
            repairs=meter.repairs,
            tool_calls=meter.calls,
            prompt_tokens=meter.prompt_tokens,
            completion_tokens=meter.completion_tokens,
            tokens_counted=meter.counted,
            seconds=round(meter.seconds, 4),
            cost=meter.cost,
            ending=self.ending or "answered",
            detail=self.detail,
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """When and why the embedded reasoner finished the turn; nothing where the model did."""
        return warning_of(self.model, self.ending)

    def read(self, turn: Turn) -> Reading:
        """Return how the message is understood; guard rails reply before the model is asked.

        Raises
        ------
        QuestionRefused
            If it cannot be read at all.
        """
        self._reading = self.embedded.read(turn)
        if is_guarded(self._reading):
            self.ending = "guarded"
            return self._reading
        self._chooser = self.choosing(turn, self._reading, self.asking)
        try:
            reading = self._read(turn, self._chooser)
        except ModelStopped as stopped:
            self._hand_over(stopped)
            return self._reading
        self._is_used = True
        self._streams = len(assign(turn, reading.requests)) == 1
        return reading

    def _read(self, turn: Turn, chooser: Choosing) -> Reading:
        chosen = chooser.first()
        if chosen.calls:
            calls = self._within_budget(chosen.calls)
            return Reading(requests=requests_of(turn, calls, self._reading, chooser.slots))
        if self._reading.requests:
            raise ModelStopped("no_calls", "it called no tool for a question about the data")
        speech = Speech(self._check(()))
        try:
            speech.hear(chosen.text)
            speech.end()
        except EvidenceMissing as error:
            raise ModelStopped("unreceipted", "a sentence of it had no receipt") from error
        if not speech.has_begun:
            raise ModelStopped("malformed", "its reply was empty")
        own = self._reading.reply
        asks = speech.accepted.rstrip().endswith("?")
        return Reading(reply=Reply(text=speech.accepted, asked_back=asks, choices=own.choices if own else ()))

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the model's next calls; those that it began with first."""
        if (switch := self._switched.get(_key(agent, request))) is not None:
            return self.embedded.plan(turn, agent, switch.request, done[switch.before :])
        if not self._is_models(turn, agent, request):
            return self.embedded.plan(turn, agent, request, done)
        if not done:
            return chosen_calls(request)
        if self.ending is not None:
            return self._taken_over(turn, agent, request, done)
        speech = self._speech(request, done, gated=True)
        try:
            assert self._chooser is not None
            chosen = self._chooser.next(done, speech)
        except ModelStopped as stopped:
            self._hand_over(stopped)
            self._speeches[_key(agent, request)] = (speech, "")
            return () if speech.has_begun else self._taken_over(turn, agent, request, done)
        if chosen.words is not None:
            self._speeches[_key(agent, request)] = (speech, chosen.words)
            return ()
        calls = self._within_budget(chosen.calls)
        may_use = MANDATES[agent].may_use
        if not all(may_use(turn.registry.get(call.tool), turn.operating_model) for call in calls):
            self._streams = False  # another agent will speak as well, each under its name
        return calls

    def word(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord], refused: str = ""
    ) -> Wording:
        """Return the model's words; from the sentence on that has no receipt twice, the embedded ones."""
        if (switch := self._switched.get(_key(agent, request))) is not None:
            return self.embedded.word(turn, agent, switch.request, done[switch.before :])
        speech, wrong = self._speeches.get(_key(agent, request), (self._speech(request, done), ASK_FOR_WORDS))
        if refused or not done or (self.ending not in (None, "budget_calls") and not speech.has_begun):
            return self.fallback.word(turn, agent, request, done)
        if wrong:
            try:
                self._word(speech, done, "" if wrong == ASK_FOR_WORDS else wrong)
            except ModelStopped as stopped:
                self._hand_over(stopped)
        if self.ending in (None, "budget_calls"):
            return Wording(template=speech.accepted)
        rest = self.fallback.word(turn, agent, request.model_copy(update={"heard": ()}), done)
        return rest.model_copy(update={"template": self._joined(speech.accepted.rstrip(), rest.template, done)})

    def _joined(self, accepted: str, rest: str, done: Sequence[CallRecord]) -> str:
        """Put the embedded words behind those that stand; what was told stays, whatever comes behind it."""
        whole = "\n\n".join(part for part in (accepted, rest) if part)
        try:
            self._check(done)(whole)
        except EvidenceMissing:
            return accepted or rest
        return whole

    def _word(self, speech: Speech, done: Sequence[CallRecord], wrong: str) -> None:
        """Let the model write, and go on once where a sentence was refused or the reply broke off.

        Raises
        ------
        ModelStopped
            If it cannot finish.
        """
        assert self._chooser is not None
        messages = self._chooser.messages.for_words(done)
        ending: Ending = "unreceipted"
        for _ in range(1 if wrong else ATTEMPTS_TO_WORD):
            if wrong:
                self.meter.repairs += 1
                accepted = speech.accepted or "(nothing)"
                messages = [*messages, {"role": "user", "content": prompt("go_on", reason=wrong, accepted=accepted)}]
            try:
                reply = self.asking.ask(messages, heard=speech.hear, is_used=lambda: speech.has_begun)
                speech.end(cut=reply.was_cut)
            except EvidenceMissing as error:
                ending, wrong = "unreceipted", str(error)
                continue
            except BrokenOff:
                ending, wrong = "endpoint_failed", "The connection broke off."
                continue
            if speech.has_begun and not reply.was_cut:
                return
            ending, wrong = "malformed", "It was cut off for its length." if reply.was_cut else "It was empty."
        raise ModelStopped(ending, wrong)

    def _speech(self, request: Request, done: Sequence[CallRecord], *, gated: bool = False) -> Speech:
        """Words for a request: they begin with how names were read, where that can be said."""
        check = self._check(done)
        opening = "".join(f"*{sentence}*\n\n" for sentence in request.heard)
        try:
            check(opening)
        except EvidenceMissing:
            opening = ""
        return Speech(check, self.release if self._streams else None, opening=opening, gated=gated)

    def _check(self, done: Sequence[CallRecord]) -> Callable[[str], str]:
        sources = sources_of(self.turn, done)
        return lambda template: render(template, sources).text

    def _within_budget(self, calls: Sequence[PlannedCall]) -> Sequence[PlannedCall]:
        room = max(self.meter.limits.calls - self.meter.calls, 0)
        if len(calls) > room and self.ending is None:
            self.ending, self.detail = "budget_calls", "it asked for more tool calls than one turn may have"
        self.meter.calls += min(len(calls), room)
        return calls[:room]

    def _is_models(self, turn: Turn, agent: Agent, request: Request) -> bool:
        """Whether a request is the model's and this agent leads it; what another agent adds is not."""
        first = turn.registry.get(request.first.tool)
        return CHOSEN in request.details and MANDATES[agent].may_use(first, turn.operating_model)

    def _taken_over(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]
    ) -> Sequence[PlannedCall]:
        """Let the embedded reasoner begin anew where the calls brought nothing, or not the proposal that was wished."""
        own = self._reading.requests
        assert self._chooser is not None
        is_wished = bool(self._chooser.wishes.actions) and not any(record.tool == DRAFT for record in done)
        has_brought = any(record.ok for record in done) and not is_wished
        if self.ending == "budget_calls" or has_brought or len(own) != 1:
            return ()
        self._switched[_key(agent, request)] = _Switch(own[0], len(done))
        return self.embedded.plan(turn, agent, own[0], ())

    def _hand_over(self, stopped: ModelStopped) -> None:
        self.ending, self.detail = stopped.ending, stopped.detail


def _key(agent: Agent, request: Request) -> str:
    number: JsonValue = request.details.get(CHOSEN)
    return f"{agent}:{number}"
