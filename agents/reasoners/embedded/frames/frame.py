"""The shape of a frame."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from ....answers import Choice
from ...protocol import PlannedCall, Request
from ..linking import EntityKind
from ..slots import Slots
from .amounts import limit
from .senders import sending
from .unused import PLANS, asked_before_plan, unused

Arguments = dict[str, JsonValue]


_UNFIT, _UNFIT_IDENTIFIED = 0.6, 0.05
"""How much a kind of thing that a question names, and the frame does not take, speaks against the frame."""

_IDENTIFIED = frozenset({"exception", "proposal"})
"""Kinds of things that are only named to ask about that one."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is missing to begin, as a question to the person."""

    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """One kind of question.

    Parameters
    ----------
    tool
        The tool that it begins with.
    fill
        Makes the arguments from what the question names, or asks for what is missing.
    say
        The question in one line, for a choice that the person can pick.
    requires
        Slots without which it is an unlikely reading; of each group one is enough.
    welcomes
        Slots that it can use; a question that names others is less likely of this kind.
    survey
        See `Request.survey`.
    heeds
        Names that the wording follows although no argument holds them.
    reach
        Days from the planning date on that can be worked out; a question that looks further is told so.
    """

    kind: str
    tool: str
    fill: Callable[[Slots], Arguments | Ask]
    say: Callable[[Slots], str]
    requires: tuple[tuple[str, ...], ...] = ()
    welcomes: frozenset[str] = frozenset()
    survey: Literal["no", "line", "work"] = "no"
    heeds: frozenset[str] = frozenset()
    reach: int | None = None

    def fit(self, slots: Slots) -> float:
        """Return how well what the question names fits, between 0 and 1."""
        return self.fit_of(slots.named)

    def fit_of(self, named: frozenset[str]) -> float:
        """Return how well a question fits that names things, times and amounts of these kinds."""
        score = 1.0
        for group in self.requires:
            score *= 1.0 if named & set(group) else 0.3
        known = self.welcomes | {slot for group in self.requires for slot in group}
        left = named - known - {"number"}
        return score * _UNFIT ** len(left - _IDENTIFIED) * _UNFIT_IDENTIFIED ** len(left & _IDENTIFIED)

    def tells_apart(self, slots: Slots, kind: EntityKind) -> bool:
        """Whether the arguments for a question hold the thing of a kind that it names first."""
        filled = self.fill(slots)
        return not isinstance(filled, Ask) and json.dumps(slots.id(kind)) in json.dumps(filled)

    def named_besides(self, slots: Slots) -> Arguments:
        """Return the order and the sender that a question names; plans and wording can follow them."""
        sender = sending(slots) if "supplier" in self.heeds else slots.id("supplier")
        named: Arguments = {"order": slots.id("order"), "supplier": sender}
        return {name: value for name, value in named.items() if value}

    def _left_out(self, slots: Slots, filled: Arguments) -> tuple[str, ...]:
        """Say which names the answer does not follow, so that nobody takes its figures for narrower than they are."""
        used = json.dumps([filled, self.named_besides(slots)])
        kinds: tuple[EntityKind, ...] = ("site", "supplier", "region", "channel", *_ALSO_LEFT_OUT.get(self.kind, ()))
        left = [entity for kind in kinds if kind not in self.heeds and (entity := slots.entity(kind)) is not None]
        return tuple(
            f"This is not narrowed down to {entity.name}: it cannot be told apart here."
            for entity in left
            if json.dumps(entity.id) not in used
        )

    def _unused(self, slots: Slots, filled: Arguments) -> tuple[str, ...]:
        """Say which amounts of money, shares and numbers of a question its answer does not follow."""
        if self.kind in _READS_ON:
            return ()
        left = [slots.said[q.start : q.end].strip() for q in unused(slots, filled)]
        return tuple(f"You named “{said}”, and nothing that was worked out follows it." for said in dict.fromkeys(left))

    def _beyond(self, slots: Slots) -> tuple[str, ...]:
        if self.reach is None or slots.last_day is None or slots.last_day <= self.reach:
            return ()
        return ("That is further ahead than can be worked out; it is shown as far as it goes.",)

    def request(self, slots: Slots) -> Request | Ask:
        """Return the request for a question of this kind, or what has to be asked first."""
        filled = self.fill(slots)
        if isinstance(filled, Ask):
            return filled
        if (self.tool in PLANS or self.kind == "override") and (left := asked_before_plan(slots, self.kind, filled)):
            return Ask(f"You also name “{left}”: what shall it be?")
        details: Arguments = {"said": slots.said, **self.named_besides(slots)}
        most = limit(slots)
        if most is not None:
            details["limit"] = most
        point = next((period for period in slots.found.periods if period.is_point), None)
        if point is not None:
            details["day"] = point.last.isoformat()
        return Request(
            kind=self.kind,
            first=PlannedCall(tool=self.tool, arguments=filled),
            first_day=slots.first_day,
            last_day=slots.last_day,
            heard=(
                *heard(slots),
                *self._left_out(slots, filled),
                *self._unused(slots, filled),
                *self._beyond(slots),
            ),
            survey=self.survey,
            details=details,
        )


_ALSO_LEFT_OUT: dict[str, tuple[EntityKind, ...]] = {
    "proposals": ("person",),
    **dict.fromkeys(("past_demand", "forecast", "exceptions", "late_orders", "accuracy", "stock"), ("customer",)),
}
"""Further names that a question of a kind can be taken to be narrowed by."""

_READS_ON = frozenset({"policy", "explain", "one_exception", "mitigations", "calculate"})
"""Kinds whose answers follow the whole text, or to whom a number only tells what is spoken of."""


def heard(slots: Slots) -> tuple[str, ...]:
    """Return how names were read that were not spelled out, a sentence each."""
    sentences: list[str] = []
    for mention in slots.found.mentions:
        if not mention.spelled:
            entity = mention.entity
            is_telling = entity.name != entity.id and not entity.id.isdigit()
            name = f"{entity.name} ({entity.id})" if is_telling else entity.name
            sentences.append(f"I read “{slots.said[mention.start : mention.end]}” as {name}.")
    return tuple(sentences)


_LINE = re.compile(
    r"\b(?:line|ln|pos(?:ition)?)\.?\s+(?:no\.?\s+|number\s+)?(?P<after>\d+|one|two|three|four|five)\b"
    r"|\b(?P<before>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th) line\b"
    r"(?! of (?:defen[cs]e|the (?:page|answer)))",
    re.I,
)
_ORDINALS = {
    **{word: number for number, word in enumerate(("one", "two", "three", "four", "five"), 1)},
    **{word: number for number, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)},
    **{word: number for number, word in enumerate(("1st", "2nd", "3rd", "4th", "5th"), 1)},
}


def line_named(said: str) -> int | None:
    """Return the line of an order that a question names."""
    found = _LINE.search(said)
    if found is None:
        return None
    said = (found["after"] or found["before"]).lower()
    return int(said) if said.isdigit() else _ORDINALS[said]


def place(slots: Slots) -> str:
    """Return ` for ITEM at PLACE`, as far as the question names them."""
    item = slots.id("item") or slots.id("family")
    site = slots.id("site")
    return (f" for {item}" if item else "") + (f" at {site}" if site else "")


def subject(slots: Slots) -> Arguments:
    """Return the arguments for item or family, and place."""
    arguments: Arguments = {}
    if slots.id("item"):
        arguments["item_id"] = slots.id("item")
    elif slots.id("family"):
        arguments["family"] = slots.id("family")
    if slots.id("site"):
        arguments["location_id"] = slots.id("site")
    return arguments
