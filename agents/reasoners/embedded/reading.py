"""From a message to requests: clean, link, mask, tell the kind, fill the frame, or ask back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from knowledge.policies.embedding import Embedder
from knowledge.principal import Scope

from ...answers import Choice
from ..protocol import Reading, Reply, Request, Turn
from . import talk
from .completing import line_asked, only_place, subject_before, subject_of
from .follow_ups import chosen, is_bare, is_partial, is_why, laid_over, proposal_asked, reason_asked
from .frames import FRAMES, Ask
from .head import Head
from .linking import Entity, Lexicon, Mention
from .masking import mask
from .readable import readable
from .slots import Slots, slots_of
from .vocabulary import COMMON_WORDS

SURE = 0.45
"""Above this score the likeliest reading is taken."""

LIKELY = 0.2
"""Between this and `SURE` it is taken if the next one is far behind; below it choices are offered."""

MARGIN = 2.5
"""How many times as likely it must be as the next one, between the two."""

REPLIES = {"greeting": talk.GREETING, "help": talk.HELP, "out_of_scope": talk.OUT_OF_SCOPE, "unsafe": talk.UNSAFE}

_CLAUSE = re.compile(
    r"(?<=[?!.;])\s+|,?\s+and\s+(?:also\s+)?(?=(?:what|how|which|why|show|forecast|project|propose|list)\b)", re.I
)

_SUPPOSES = re.compile(r"\b(what if|what happens|what would|suppose|imagine|simulate|how would)\b", re.I)
_DECIDES = re.compile(r"^(?:please )?(?:approve|reject|return|sign off)\b.*\bP-[0-9A-Z]{6,}", re.I)
_AT_A_PLACE = re.compile(r"\b(?:in|at)\s+(?P<place>[^\W\d_a-z][^\W\d_]{3,})")
_PLACE_FREE = frozenset({"policy", "proposals", "calculate"})

_CODE = re.compile(r"\b[A-Za-z]{1,4}-\d{2,}\b")


@dataclass(frozen=True, slots=True)
class Scored:
    """A kind of question and how well it fits, the probabilities of all kinds adding up to one."""

    kind: str
    score: float


@dataclass(frozen=True)
class Understanding:
    """What is needed to read messages.

    Parameters
    ----------
    lexicon
        The names of the snapshot.
    """

    head: Head
    embedder: Embedder
    lexicon: Lexicon

    def read(self, turn: Turn) -> Reading:
        """Return how a message is understood.

        Raises
        ------
        QuestionRefused
            If it cannot be read at all.
        """
        said = readable(turn.question)
        said = chosen(turn.thread, said) or said
        slots = self._slots(said, turn)
        if turn.thread and turn.thread[-1].asked_back and not turn.thread[-1].tool_calls and is_bare(slots):
            said = f"{readable(turn.thread[-1].question)} {said}"  # the answer to a question back
            return self._one(slots := self._slots(said, turn), self.ranked([slots])[0], turn)
        unknown = _unknown(slots, self.lexicon, turn.context.principal.scopes)
        if unknown is not None:
            return Reading(reply=unknown)
        unclear = _unclear(slots)
        follow = self._follow_up(turn, slots)
        if follow is not None:
            return follow if unclear is None or follow.reply else Reading(reply=unclear)
        parts = self._parts(said, turn)
        if parts is not None:
            return parts
        return self._one(slots, self.ranked([slots])[0], turn)

    def ranked(self, questions: Sequence[Slots]) -> list[list[Scored]]:
        """Return the kinds of each question, the likeliest first."""
        masked = [mask(slots.said, slots.found) for slots in questions]
        table = self.head.probabilities(self.embedder.embed(masked), masked)
        return [self._scored(slots, row.tolist()) for slots, row in zip(questions, table, strict=True)]

    def _scored(self, slots: Slots, row: list[float]) -> list[Scored]:
        fits = [_fit(kind, slots) for kind in self.head.kinds]
        raw = [chance * fit for chance, fit in zip(row, fits, strict=True)]
        total = sum(raw) or 1.0
        scored = [Scored(kind, score / total) for kind, score in zip(self.head.kinds, raw, strict=True)]
        return sorted(scored, key=lambda entry: (-entry.score, entry.kind))

    def _slots(self, said: str, turn: Turn) -> Slots:
        return slots_of(said, self.lexicon, turn.context.snapshot.planning_date, turn.context.principal.scopes)

    def _follow_up(self, turn: Turn, slots: Slots) -> Reading | None:
        if not turn.thread:
            return None
        if is_why(slots.said):
            return _reading(reason_asked(turn.thread, slots))
        if is_partial(slots) or is_bare(slots):
            again = laid_over(turn.thread, slots, turn.registry)
            return Reading(requests=(again,)) if again else None
        return None

    def _parts(self, said: str, turn: Turn) -> Reading | None:
        """Two things in one message, if each is clear by itself and they are of different kinds."""
        clauses = [clause for clause in _CLAUSE.split(said) if len(clause.split()) >= 3]
        if len(clauses) != 2:
            return None
        clauses[1] = f"{clauses[1]} {subject_of(self._slots(clauses[0], turn), self._slots(clauses[1], turn))}".strip()
        whole, first, second = self.ranked([self._slots(text, turn) for text in (said, *clauses)])
        if whole[0].kind in ("brief", "unsafe", "out_of_scope") or first[0].kind == second[0].kind:
            return None
        if min(first[0].score, second[0].score) < SURE or {first[0].kind, second[0].kind} - FRAMES.keys():
            return None
        requests = [
            FRAMES[best[0].kind].request(self._slots(text, turn))
            for best, text in zip((first, second), clauses, strict=True)
        ]
        if any(isinstance(request, Ask) for request in requests):
            return None
        return Reading(requests=tuple(request for request in requests if isinstance(request, Request)))

    def _one(self, slots: Slots, ranking: list[Scored], turn: Turn) -> Reading:
        best, following = ranking[0], ranking[1]
        if _DECIDES.search(slots.said) and best.kind != "policy":
            return Reading(reply=talk.DECIDING)
        is_clear = best.score >= SURE or (best.score >= LIKELY and best.score >= MARGIN * following.score)
        is_clear = is_clear or (best.kind in ("greeting", "help") and not slots.named)
        if not is_clear:
            return Reading(reply=talk.unsure(_choices(ranking, slots)))
        if best.kind in REPLIES:
            return Reading(reply=REPLIES[best.kind])
        if best.kind == "propose" and slots.id("proposal"):
            return _reading(cast(Request, FRAMES["proposals"].request(slots)))
        if best.kind == "propose":
            return _reading(proposal_asked(turn.thread, slots.said))
        if best.kind == "explain" and turn.thread and not slots.named & {"item", "order"}:
            return _reading(reason_asked(turn.thread, slots))
        unclear = _unclear(slots) or _unknown_place(slots, best.kind, self.lexicon)
        if unclear is not None:
            return Reading(reply=unclear)
        before = subject_before(turn.thread, best.kind, slots)
        slots = self._slots(f"{slots.said} {before}", turn) if before else slots
        snapshot = turn.context.snapshot
        place = only_place(snapshot, best.kind, slots)
        slots = self._slots(f"{slots.said} {place}", turn) if place else slots
        filled = FRAMES[best.kind].request(slots)
        if isinstance(filled, Ask):
            return Reading(reply=talk.asked(filled.text, filled.choices))
        if before:
            told = f"I took this {before}, which we spoke of before."
            filled = filled.model_copy(update={"heard": (told, *filled.heard)})
        return _reading(line_asked(snapshot, slots, filled))


def _reading(found: Request | Reply) -> Reading:
    return Reading(reply=found) if isinstance(found, Reply) else Reading(requests=(found,))


def _fit(kind: str, slots: Slots) -> float:
    """Return how well a question fits a kind; what is only supposed is never a wish to act."""
    if kind not in FRAMES:
        return 1.0
    is_draft = FRAMES[kind].tool == "draft_proposal" or kind == "override"
    return FRAMES[kind].fit(slots) * (0.01 if is_draft and _SUPPOSES.search(slots.said) else 1.0)


def _choices(ranking: Sequence[Scored], slots: Slots) -> tuple[Choice, ...]:
    offered = [FRAMES[entry.kind].say(slots) for entry in ranking[:5] if entry.kind in FRAMES][:3]
    choices = tuple(Choice(label=line, message=line) for line in dict.fromkeys(offered))
    return choices if len(choices) > 1 else (*choices, *talk.EXAMPLES[:2])


def _unclear(slots: Slots) -> Reply | None:
    """Ask which thing is meant where a name fits several equally well."""
    for mention in slots.found.mentions:
        alike = _alike(mention)
        if len(alike) > 1:
            said = slots.said[mention.start : mention.end]
            choices = tuple(
                Choice(
                    label=f"{entity.id} {entity.name}" if entity.name != entity.id else entity.id,
                    message=f"{slots.said[: mention.start]}{entity.id}{slots.said[mention.end :]}",
                )
                for entity in alike[:5]
            )
            return talk.asked(f"“{said}” can be several things. Which do you mean?", choices)
    return None


def _unknown(slots: Slots, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply | None:
    """Say that there is nothing of a name that looks like an identifier, and offer the closest ones."""
    found = slots.found
    spans = [(m.start, m.end) for m in found.mentions] + [(p.start, p.end) for p in found.periods]
    for match in _CODE.finditer(slots.said):
        if any(start < match.end() and match.start() < end for start, end in spans):
            continue
        before, after = slots.said[: match.start()], slots.said[match.end() :]
        choices = tuple(
            Choice(label=code, message=f"{before}{code}{after}") for code in lexicon.close_codes(match[0], scopes)
        )
        cure = "Take a close match, or check the identifier." if choices else "Check the identifier."
        return talk.asked(f"I know no {match[0]}. {cure}", choices)
    return None


def _unknown_place(slots: Slots, kind: str, lexicon: Lexicon) -> Reply | None:
    """Say that there is no such place, rather than answer for all of them."""
    spans = [(m.start, m.end) for m in slots.found.mentions] + [(p.start, p.end) for p in slots.found.periods]
    for match in _AT_A_PLACE.finditer(slots.said) if kind not in _PLACE_FREE else ():
        start, end = match.span("place")
        said = match["place"]
        if said.lower() in COMMON_WORDS or any(first < end and start < last for first, last in spans):
            continue
        choices = tuple(
            Choice(label=f"{site.id} {site.name}", message=f"{slots.said[:start]}{site.id}{slots.said[end:]}")
            for site in lexicon.sites
        )
        return talk.asked(f"I know no place called “{said}”. Which place do you mean?", choices[:6])
    return None


def _alike(mention: Mention) -> list[Entity]:
    """The candidates of the likeliest kind."""
    return [entity for entity in mention.candidates if entity.kind == mention.entity.kind]
