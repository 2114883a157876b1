"""From a message to requests: clean, link, mask, tell the kind, fill the frame, or ask back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.policies.embedding import Embedder

from ...answers import Choice
from ..protocol import Reading, Reply, Request, Turn
from . import talk
from .asking import (
    missing_name,
    unclear_name,
    unclear_time,
    unknown_code,
    unknown_name,
    unknown_place,
    unnamed_order,
    unnamed_thing,
)
from .at_once import at_once, in_return, in_written_english
from .clauses import main_part
from .completing import lateness_meant, line_asked, only_place, order_of_amount, subject_before
from .contradicted import contradicted
from .corrections import corrected
from .dates import with_units
from .denied import excluded_in, without_denied
from .doubting import OF_ANY_TIME, doubt
from .evidence import OURS, SUPPOSES, put, weights
from .follow_ups import (
    RULES,
    completed,
    is_bare,
    leading_call,
    order_meant,
    other_asked,
    policy_again,
    proposal_asked,
    reason_asked,
    remedy_asked,
    settled,
    stock_for_it,
    without_courtesy,
)
from .frames import Ask, Frame
from .going_on import said_of_before
from .grammar import GOING_ON
from .head import Head
from .leaning import gone_on, leans, taken_up_again
from .leaving_out import LISTS, offered_instead
from .linking import Lexicon
from .masking import mask
from .naming_first import names_behind
from .noting import noted, reading_of
from .picking import chosen
from .pointing import with_subject_named
from .readable import readable
from .reasons import without_asides, without_reason
from .several import PEOPLE, Means, several
from .slots import Slots, slots_of
from .spelling import in_plain_words
from .spreading import SHOW_YEAR_BEFORE, each_alone, is_too_much, kind_in_time, without_year_before
from .sureness import Scored, is_clear
from .units import in_own_unit
from .unresolved import unresolved
from .wished import with_supposed

REPLIES = {"help": talk.HELP, "out_of_scope": talk.OUT_OF_SCOPE, "unsafe": talk.UNSAFE}

_DECIDES = re.compile(
    r"^(?:(?:please|pls|now|ok|just|go and|can you|could you)[, ]+)*(?:approve|reject|return|sign off)\b.*\b(?:P-[0-9A-Z]{6,}|proposals?\b(?! (?:polic|rule)))",
    re.I,
)
_NEARLY_OURS = 0.25
"""Score from which on a question of something unknown is one of the work: "stock in Paris"."""


@dataclass(frozen=True)
class Understanding:
    """What is needed to read messages.

    Parameters
    ----------
    lexicon
        The names of the snapshot.
    frames
        The frame of each kind of question that a tool answers.
    vocabulary
        Stems of the words in which people speak of the work.
    """

    head: Head
    embedder: Embedder
    lexicon: Lexicon
    frames: Mapping[str, Frame]
    vocabulary: frozenset[str]

    def read(self, turn: Turn) -> Reading:
        """Return how a message is understood.

        Raises
        ------
        QuestionRefused
            If it cannot be read at all.
        """
        said = readable(turn.question)
        written, english = in_written_english(said, self.lexicon)
        reply = at_once(said, written)
        if reply is not None:
            return Reading(reply=reply)
        said = written
        said = corrected(said, lambda text: self._slots(text, turn))
        said = with_units(in_plain_words(chosen(turn.thread, self._slots(said, turn)) or said, self.lexicon))
        if turn.thread and (again := taken_up_again(turn.thread, self._slots(said, turn))):
            turn, said = replace(turn, thread=again[0]), again[1]
        if turn.thread:
            said = settled(turn.thread, self._slots(without_courtesy(said), turn), turn.context.snapshot)
            slots = self._slots(said, turn)
            said = said if self._changes_a_plan(turn, slots) else order_meant(turn.thread, slots)
        notes = [f"I read this as: “{english}”."] if english else []
        denied = without_denied(said, self._slots(said, turn))
        if denied is not None:
            if not denied.left:
                return Reading(reply=talk.NOTHING_DONE)
            said = denied.left
            notes.append("Nothing is drafted or changed, as you say.")
        excluded = excluded_in(self._slots(said, turn))
        if excluded is not None and not excluded.is_replaced:
            if self.ranked([self._slots(excluded.left, turn)])[0][0].kind not in LISTS:
                return Reading(reply=offered_instead(excluded, self.lexicon, turn.context.principal.scopes))
            notes.append(f"{excluded.said} is included: I cannot leave it out of a list.")
        said = excluded.left if excluded else said
        said = names_behind(self._slots(said, turn)) or said
        return noted(self._read(said, turn, may_draft=denied is None), notes)

    def _read(self, said: str, turn: Turn, *, may_draft: bool) -> Reading:
        slots = self._slots(said, turn)
        if turn.thread and turn.thread[-1].asked_back and not turn.thread[-1].tool_calls and is_bare(slots):
            question = readable(turn.thread[-1].question)
            slots = self._slots(completed(question, slots, self._slots(question, turn)), turn)
            return self._one(slots, self.ranked([slots], may_draft=may_draft)[0], turn)
        unknown = unknown_code(slots, self.lexicon, turn.context.principal.scopes)
        if unknown is not None:
            return Reading(reply=unknown)
        follow = self._follow_up(turn, slots)
        if follow is not None:
            unclear = unclear_name(slots) or unclear_time(slots)
            return follow if unclear is None or follow.reply else Reading(reply=unclear)
        if (again := self._gone_on(turn, slots)) is not None:
            return again
        means = Means(
            self.frames,
            lambda text: self._slots(text, turn),
            lambda questions: self.ranked(questions, may_draft=may_draft),
            lambda one, ranking: self._one(one, ranking, turn),
        )
        parts = several(said, means)
        main = self._slots(main_part(said), turn)
        ranking = self.ranked([main], may_draft=may_draft)[0]
        is_lost = not self._is_clear(ranking) or ranking[0].kind in ("out_of_scope", "policy")
        if parts is None and is_lost and not RULES.search(said) and (named := with_subject_named(turn.thread, slots)):
            other = self._slots(named, turn)
            better = self.ranked([other], may_draft=False)[0]
            if self._is_clear(better) and better[0].kind in self.frames.keys() - {"policy", "proposals"}:
                slots, ranking = other, better
        return parts or self._one(slots, ranking, turn)

    def ranked(
        self, questions: Sequence[Slots], *, may_draft: bool = True, goes_on: bool = False
    ) -> list[list[Scored]]:
        """Return the kinds of each question, the likeliest first.

        Parameters
        ----------
        may_draft
            Whether a proposal may be meant; it cannot where the person says that nothing is to be done.
        goes_on
            Whether a question may only go on about the last one.
        """
        masked = [mask(slots.said, slots.found) for slots in questions]
        table = self.head.probabilities(self.embedder.embed(masked), masked)
        return [
            self._scored(slots, row.tolist(), may_draft, goes_on) for slots, row in zip(questions, table, strict=True)
        ]

    def tools(self, slots: Slots) -> list[tuple[str, float]]:
        """Return the tools that a question may begin with, the best first, each with the score of its best kind."""
        ranking = self.ranked([slots])[0]
        scores: dict[str, float] = {}
        for entry in ranking:
            if entry.kind in self.frames:
                scores.setdefault(self.frames[entry.kind].tool, entry.score)
        return list(scores.items())

    def _scored(self, slots: Slots, row: list[float], may_draft: bool, goes_on: bool) -> list[Scored]:
        fits = weights(put(slots, self.vocabulary), self.frames, self.head.kinds, may_draft=may_draft)
        fits = [float(goes_on) if kind == GOING_ON else fit for kind, fit in zip(self.head.kinds, fits, strict=True)]
        row = with_supposed(row, self.head.kinds) if SUPPOSES.search(slots.said) else row
        raw = [chance * fit for chance, fit in zip(row, fits, strict=True)]
        total = sum(raw) or 1.0
        scored = [Scored(kind, score / total) for kind, score in zip(self.head.kinds, raw, strict=True)]
        return sorted(scored, key=lambda entry: (-entry.score, entry.kind))

    def _slots(self, said: str, turn: Turn) -> Slots:
        return slots_of(said, self.lexicon, turn.context.snapshot.planning_date, turn.context.principal.scopes)

    def _changes_a_plan(self, turn: Turn, slots: Slots) -> bool:
        """Whether a message goes on about a draft or a scenario, in which "it" is what the plan is about."""
        call = leading_call(turn.thread)
        if call is None or call.tool not in ("draft_proposal", "simulate_scenario"):
            return False
        return leans(self.ranked([slots], goes_on=True)[0], call, self.frames)

    def _follow_up(self, turn: Turn, slots: Slots) -> Reading | None:
        if not turn.thread:
            return None
        again = said_of_before(turn.thread, slots, turn.registry)
        if again is not None:
            return reading_of(again)
        if stock_for_it(turn.thread, slots):
            return self._filled(self.frames["projection"], slots, turn)
        if remedy_asked(slots) and (about := subject_before(turn.thread, "mitigations", slots)):
            return self._filled(self.frames["mitigations"], self._slots(f"{slots.said} {about}", turn), turn)
        other = other_asked(turn.thread, slots, turn.context.snapshot)
        if other is not None:
            return reading_of(other)
        return None

    def _gone_on(self, turn: Turn, slots: Slots) -> Reading | None:
        """Return the last calls again with what a message changes, where it only goes on about them."""
        found = gone_on(
            turn.thread,
            slots,
            turn.registry,
            self.frames,
            lambda text: self._slots(text, turn),
            lambda asked: self.ranked(asked, goes_on=True),
        )
        return found if isinstance(found, Reading) or found is None else Reading(reply=found)

    def _one(self, slots: Slots, ranking: list[Scored], turn: Turn) -> Reading:
        best = ranking[0]
        if _DECIDES.search(slots.said) and best.kind != "policy":
            return Reading(reply=talk.DECIDING)
        if not turn.thread and (which := unnamed_order(slots)):
            return Reading(reply=which)
        again = policy_again(turn.thread, slots)
        if again is not None and (best.kind not in self.frames or not self._is_clear(ranking)):
            return reading_of(again)
        if not self._is_clear(ranking) and not (best.kind in ("greeting", "help") and not slots.named - PEOPLE):
            scopes = turn.context.principal.scopes
            unknown = unclear_name(slots, best.kind) or unknown_place(slots, best.kind, self.lexicon, scopes)
            unknown = unknown or unknown_name(slots, best.kind, self.lexicon, scopes, self.vocabulary)
            return Reading(reply=unknown or talk.unsure(self._choices(ranking, slots)))
        if best.kind in ("mitigations", "explain") and not turn.thread and (what := unnamed_thing(slots)):
            return Reading(reply=what)
        if best.kind == "out_of_scope" and slots.named & OURS:
            nearest = next((entry.kind for entry in ranking if entry.kind in self.frames), best.kind)
            unknown = unknown_place(slots, nearest, self.lexicon, turn.context.principal.scopes)
            if unknown is not None:
                return Reading(reply=unknown)
        if best.kind == "out_of_scope" and ranking[1].kind in self.frames and ranking[1].score >= _NEARLY_OURS:
            scopes = turn.context.principal.scopes
            unknown = unknown_place(slots, ranking[1].kind, self.lexicon, scopes)
            unknown = unknown or unknown_name(slots, ranking[1].kind, self.lexicon, scopes, self.vocabulary)
            if unknown is not None:
                return Reading(reply=unknown)
        if best.kind == "greeting":
            return Reading(reply=in_return(slots.said))
        if best.kind in REPLIES:
            return Reading(reply=REPLIES[best.kind])
        if best.kind in talk.LACKS:
            lack = talk.LACKS[best.kind]
            nearest = [self.frames[kind].say(slots) for kind in lack.nearest if kind in self.frames]
            return Reading(reply=talk.lacking(lack, nearest))
        if best.kind == "propose" and slots.id("proposal"):
            return reading_of(self.frames["proposals"].request(slots))
        if best.kind == "propose":
            return reading_of(proposal_asked(turn.thread, slots.said))
        if best.kind == "explain" and turn.thread and not slots.named & {"item", "order"}:
            return reading_of(reason_asked(turn.thread, slots))
        return self._filled(self.frames[best.kind], slots, turn)

    def _filled(self, frame: Frame, slots: Slots, turn: Turn) -> Reading:
        """Return the calls of a question whose kind is clear, one for each thing that it compares."""
        scopes = turn.context.principal.scopes
        frame = self.frames.get(kind_in_time(frame.kind, slots), frame)
        counted = in_own_unit(turn.context.snapshot, slots, frame.kind)
        slots = slots if counted == slots.said else self._slots(counted, turn)
        whole = slots
        slots = without_asides(slots)
        slots = without_reason(slots) if frame.tool == "draft_proposal" or frame.kind == "override" else slots
        slots = without_year_before(slots) if frame.kind in SHOW_YEAR_BEFORE else slots
        unclear = doubt(whole, slots, frame.kind, self.lexicon, turn.context, self.vocabulary)
        if unclear is not None:
            return Reading(reply=unclear)
        said_before = self._slots(readable(turn.thread[-1].question), turn) if turn.thread else None
        before = subject_before(turn.thread, frame.kind, slots, said_before)
        slots = self._slots(f"{slots.said} {before}", turn) if before else slots
        snapshot = turn.context.snapshot
        place = only_place(snapshot, frame.kind, slots)
        slots = self._slots(f"{slots.said} {place}", turn) if place else slots
        whose = order_of_amount(snapshot, frame.kind, slots)
        slots = self._slots(f"{slots.said} {whose}", turn) if whose else slots
        late = lateness_meant(snapshot, frame.kind, slots)
        slots = self._slots(f"{slots.said} {late}", turn) if late else slots
        if is_too_much(frame, slots):
            return Reading(reply=talk.TOO_MANY)
        requests: list[Request] = []
        for alone in each_alone(frame, slots):
            filled = frame.request(alone)
            if isinstance(filled, Ask):
                is_of_none = bool(filled.choices) or frame.kind in OF_ANY_TIME | {"calculate"}
                missing = None if is_of_none else missing_name(slots, self.lexicon, scopes)
                return Reading(reply=missing or talk.asked(filled.text, filled.choices))
            if before:
                told = f"I took this {before}, which we spoke of before."
                filled = filled.model_copy(update={"heard": (told, *filled.heard)})
            if late:
                told = "I count the delay from the day on which the order is expected."
                filled = filled.model_copy(update={"heard": (*filled.heard, told)})
            lined = line_asked(snapshot, alone, filled)
            if isinstance(lined, Reply):
                return Reading(reply=lined)
            if which := unresolved(alone, frame.tool, has_thread=bool(turn.thread)):
                return Reading(reply=talk.asked(which))
            if which := contradicted(snapshot, alone, lined):
                return Reading(reply=which)
            requests.append(lined)
        return Reading(requests=tuple(requests))

    def _is_clear(self, ranking: Sequence[Scored]) -> bool:
        return is_clear(ranking, self.frames)

    def _choices(self, ranking: Sequence[Scored], slots: Slots) -> tuple[Choice, ...]:
        offered = [self.frames[entry.kind].say(slots) for entry in ranking[:5] if entry.kind in self.frames][:3]
        choices = tuple(Choice(label=line, message=line) for line in dict.fromkeys(offered))
        return choices if len(choices) > 1 else (*choices, *talk.EXAMPLES[:2])
