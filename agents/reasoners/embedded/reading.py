"""From a message to requests: clean, link, mask, tell the kind, fill the frame, or ask back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from .at_once import at_once, in_written_english
from .clauses import (
    clauses_of,
    is_introduction,
    is_statement,
    main_part,
    shared,
    topics_of,
    without_remarks,
)
from .completing import lateness_meant, line_asked, only_place, subject_before
from .corrections import corrected
from .dates import with_units
from .denied import excluded_in, without_denied
from .doubting import OF_ANY_TIME, doubt
from .evidence import CONFIRMS, DRAFTS, OURS, WRITES_UP, put, weights
from .follow_ups import (
    RULES,
    completed,
    is_bare,
    is_partial,
    laid_over,
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
from .frames.calculating import are_told_before
from .going_on import said_of_before
from .head import Head
from .leaving_out import LISTS, offered_instead
from .linking import Lexicon
from .masking import mask
from .naming_first import names_behind
from .noting import noted
from .picking import chosen
from .pointing import with_subject_named
from .readable import readable
from .reasons import without_asides, without_reason
from .slots import Slots, slots_of
from .spelling import in_plain_words
from .spreading import SHOW_YEAR_BEFORE, each_alone, is_too_much, without_year_before
from .sureness import OF_THE_WHOLE, SAYS_LITTLE, Scored, agreed, is_clear, may_be_unsafe

REPLIES = {"greeting": talk.GREETING, "help": talk.HELP, "out_of_scope": talk.OUT_OF_SCOPE, "unsafe": talk.UNSAFE}

_DECIDES = re.compile(r"^(?:please )?(?:approve|reject|return|sign off)\b.*\bP-[0-9A-Z]{6,}", re.I)
_NEARLY_OURS = 0.25
"""Score from which on a question of something unknown is one of the work: "stock in Paris"."""

_PEOPLE = frozenset({"person", "site", "region"})
"""What people name who introduce themselves."""

_ALONE = frozenset({"brief", "unsafe"})


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
        if turn.thread:
            said = settled(turn.thread, self._slots(without_courtesy(said), turn), turn.context.snapshot)
            said = order_meant(turn.thread, self._slots(said, turn))
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
        parts = self._parts(said, turn, may_draft=may_draft)
        main = self._slots(main_part(said), turn)
        ranking = self.ranked([main], may_draft=may_draft)[0]
        is_lost = not self._is_clear(ranking) or ranking[0].kind in ("out_of_scope", "policy")
        if parts is None and is_lost and not RULES.search(said) and (named := with_subject_named(turn.thread, slots)):
            other = self._slots(named, turn)
            better = self.ranked([other], may_draft=False)[0]
            if self._is_clear(better) and better[0].kind in self.frames.keys() - {"policy", "proposals"}:
                slots, ranking = other, better
        return parts or self._one(slots, ranking, turn)

    def ranked(self, questions: Sequence[Slots], *, may_draft: bool = True) -> list[list[Scored]]:
        """Return the kinds of each question, the likeliest first.

        Parameters
        ----------
        may_draft
            Whether a proposal may be meant; it cannot where the person says that nothing is to be done.
        """
        masked = [mask(slots.said, slots.found) for slots in questions]
        table = self.head.probabilities(self.embedder.embed(masked), masked)
        return [self._scored(slots, row.tolist(), may_draft) for slots, row in zip(questions, table, strict=True)]

    def tools(self, slots: Slots) -> list[tuple[str, float]]:
        """Return the tools that a question may begin with, the best first, each with the score of its best kind."""
        ranking = self.ranked([slots])[0]
        scores: dict[str, float] = {}
        for entry in ranking:
            if entry.kind in self.frames:
                scores.setdefault(self.frames[entry.kind].tool, entry.score)
        return list(scores.items())

    def _scored(self, slots: Slots, row: list[float], may_draft: bool) -> list[Scored]:
        fits = weights(put(slots, self.vocabulary), self.frames, self.head.kinds, may_draft=may_draft)
        raw = [chance * fit for chance, fit in zip(row, fits, strict=True)]
        total = sum(raw) or 1.0
        scored = [Scored(kind, score / total) for kind, score in zip(self.head.kinds, raw, strict=True)]
        return sorted(scored, key=lambda entry: (-entry.score, entry.kind))

    def _slots(self, said: str, turn: Turn) -> Slots:
        return slots_of(said, self.lexicon, turn.context.snapshot.planning_date, turn.context.principal.scopes)

    def _follow_up(self, turn: Turn, slots: Slots) -> Reading | None:
        if not turn.thread:
            return None
        again = said_of_before(turn.thread, slots, turn.registry)
        if again is not None:
            return _reading(again)
        if stock_for_it(turn.thread, slots):
            return self._filled(self.frames["projection"], slots, turn)
        if remedy_asked(slots) and (about := subject_before(turn.thread, "mitigations", slots)):
            return self._filled(self.frames["mitigations"], self._slots(f"{slots.said} {about}", turn), turn)
        other = other_asked(turn.thread, slots, turn.context.snapshot)
        if other is not None:
            return _reading(other)
        if is_partial(slots):
            again = laid_over(turn.thread, slots, turn.registry)
            return again if isinstance(again, Reading) or again is None else Reading(reply=again)
        return None

    def _parts(self, said: str, turn: Turn, *, may_draft: bool) -> Reading | None:
        """Two or more things in one message, if each is clear by itself; what is not work is named and left out."""
        clauses = clauses_of(said)
        if any(CONFIRMS.match(text) for text in clauses[1:]):
            return None
        is_one = len(clauses) < 2
        clauses = topics_of(self._slots(said, turn)) if is_one else clauses
        if len(clauses) < 2:
            return None
        asked = [self._slots(text, turn) for text in clauses]
        whole, *rankings = self.ranked([self._slots(said, turn), *asked], may_draft=may_draft)
        sums = [ranking for ranking in (whole, rankings[-1]) if ranking[0].kind == "calculate"]
        if sums and are_told_before(asked):
            return self._one(self._slots(said, turn), sums[0], turn)
        kept = without_remarks(asked, [ranking[0].kind for ranking in rankings])
        if not kept:
            return None
        if len(kept) == 1:
            only = agreed(whole, rankings[kept[0]], 1 - OF_THE_WHOLE)
            is_aside = only[0].kind in REPLIES and whole[0].kind not in REPLIES and self._is_clear(whole)
            return self._one(asked[kept[0]], only, turn) if self._is_clear(only) and not is_aside else None
        clauses, asked, rankings = [clauses[n] for n in kept], [asked[n] for n in kept], [rankings[n] for n in kept]
        own = [slots.named for slots in asked]
        for number in range(1, len(clauses)):
            subject = shared(asked[number - 1], asked[number])
            if RULES.search(clauses[number]):
                continue
            if subject and not (rankings[number][0].kind in REPLIES and self._is_clear(rankings[number])):
                asked[number] = self._slots(f"{clauses[number].rstrip('?.! ')} {subject}", turn)
                with_subject = self.ranked([asked[number]], may_draft=may_draft)[0]
                rankings[number] = agreed(rankings[number], with_subject)
        if len(asked) > 2 and (clauses[0].endswith(":") or is_introduction(asked[0])):
            clauses, asked, rankings, own = clauses[1:], asked[1:], rankings[1:], own[1:]
        wishes = [ranking[0].kind in DRAFTS and self._is_clear(ranking) for ranking in rankings]
        asides = [
            is_statement(text) or text.endswith("!") or (WRITES_UP.match(text) is not None and named <= _PEOPLE)
            for text, named in zip(clauses, own, strict=True)
        ]
        sought = [number for number, is_aside in enumerate(asides) if wishes[number] or not is_aside]
        if any(wishes) and len(sought) == 1:
            return self._wish(asked, own, sought[0], rankings[sought[0]], self._slots(said, turn), turn)
        told = [slots for slots, text in zip(asked, clauses[:-1], strict=False) if is_statement(text)]
        if any(slots.quantity("duration", "percent", "factor") for slots in told if not RULES.search(slots.said)):
            return None
        if len(asked) == 2 and (told or is_introduction(asked[0])):
            is_aside = rankings[1][0].kind in REPLIES or (whole[0].kind in REPLIES and self._is_clear(whole))
            is_rule = RULES.search(clauses[0]) and not RULES.search(clauses[1])
            share = 0.0 if is_rule else 0.5 if own[-1] else OF_THE_WHOLE
            both = agreed(whole, rankings[1], share, 0.0 if own[-1] else SAYS_LITTLE)
            if is_aside or len(asked[0].found.mentions) > len(asked[0].named) or not self._is_clear(both):
                return None
            is_whole = not own[-1] or (both[0].kind in DRAFTS and "order" in own[0])
            return self._one(self._slots(said, turn) if is_whole else asked[1], both, turn)
        if is_one and not asked[0].named & {"item", "family"} and (subject := shared(asked[1], asked[0])):
            asked[0] = self._slots(f"{clauses[0]} {subject}", turn)
            rankings[0] = self.ranked([asked[0]], may_draft=may_draft)[0]
        if is_one and (whole[0].kind in _ALONE or {ranking[0].kind for ranking in rankings} & REPLIES.keys()):
            return None
        if whole[0].kind in _ALONE or any(
            ranking[0].kind == "unsafe" and self._is_clear(ranking) for ranking in rankings if may_be_unsafe(whole)
        ):
            return Reading(reply=talk.UNSAFE) if whole[0].kind != "brief" else None
        is_other = whole[0].kind == "out_of_scope" and self._is_clear(whole) and not any(s.named & OURS for s in asked)
        if is_other or not all(self._is_clear(ranking) for ranking in rankings):
            return None
        requests: list[Request] = []
        notes: list[str] = []
        for slots, ranking in zip(asked, rankings, strict=True):
            read = self._one(slots, ranking, turn)
            if read.reply is None:
                requests += [request for request in read.requests if request.first not in [r.first for r in requests]]
            elif ranking[0].kind not in ("greeting", "help"):
                notes.append(f"On “{slots.said}”: {read.reply.text}")
        if (len(requests) < 2 and not (requests and notes)) or (notes and any(wishes)):
            return None
        return noted(Reading(requests=tuple(requests)), notes)

    def _wish(
        self,
        asked: Sequence[Slots],
        own: Sequence[frozenset[str]],
        number: int,
        ranking: list[Scored],
        whole: Slots,
        turn: Turn,
    ) -> Reading:
        """Return the only wish of a message; with what the others name where it lacks that."""
        others = frozenset[str]().union(*(named for other, named in enumerate(own) if other != number))
        lacks = (others & {"order", "item"}) - own[number]
        is_whole = bool(lacks) or isinstance(self.frames[ranking[0].kind].fill(asked[number]), Ask)
        return self._one(whole if is_whole else asked[number], ranking, turn)

    def _one(self, slots: Slots, ranking: list[Scored], turn: Turn) -> Reading:
        best = ranking[0]
        if _DECIDES.search(slots.said) and best.kind != "policy":
            return Reading(reply=talk.DECIDING)
        if not turn.thread and (which := unnamed_order(slots)):
            return Reading(reply=which)
        again = policy_again(turn.thread, slots)
        if again is not None and (best.kind not in self.frames or not self._is_clear(ranking)):
            return _reading(again)
        if not self._is_clear(ranking) and not (best.kind in ("greeting", "help") and not slots.named - _PEOPLE):
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
        if best.kind in REPLIES:
            return Reading(reply=REPLIES[best.kind])
        if best.kind in talk.LACKS:
            lack = talk.LACKS[best.kind]
            nearest = [self.frames[kind].say(slots) for kind in lack.nearest if kind in self.frames]
            return Reading(reply=talk.lacking(lack, nearest))
        if best.kind == "propose" and slots.id("proposal"):
            return _reading(self.frames["proposals"].request(slots))
        if best.kind == "propose":
            return _reading(proposal_asked(turn.thread, slots.said))
        if best.kind == "explain" and turn.thread and not slots.named & {"item", "order"}:
            return _reading(reason_asked(turn.thread, slots))
        return self._filled(self.frames[best.kind], slots, turn)

    def _filled(self, frame: Frame, slots: Slots, turn: Turn) -> Reading:
        """Return the calls of a question whose kind is clear, one for each thing that it compares."""
        scopes = turn.context.principal.scopes
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
            requests.append(lined)
        return Reading(requests=tuple(requests))

    def _is_clear(self, ranking: Sequence[Scored]) -> bool:
        return is_clear(ranking, self.frames)

    def _choices(self, ranking: Sequence[Scored], slots: Slots) -> tuple[Choice, ...]:
        offered = [self.frames[entry.kind].say(slots) for entry in ranking[:5] if entry.kind in self.frames][:3]
        choices = tuple(Choice(label=line, message=line) for line in dict.fromkeys(offered))
        return choices if len(choices) > 1 else (*choices, *talk.EXAMPLES[:2])


def _reading(found: Request | Reply | Ask) -> Reading:
    if isinstance(found, Ask):
        return Reading(reply=talk.asked(found.text, found.choices))
    return Reading(reply=found) if isinstance(found, Reply) else Reading(requests=(found,))
