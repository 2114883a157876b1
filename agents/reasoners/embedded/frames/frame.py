"""The shape of a frame."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from ....answers import Choice
from ...protocol import PlannedCall, Request
from ..slots import Slots

Arguments = dict[str, JsonValue]


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
    """

    kind: str
    tool: str
    fill: Callable[[Slots], Arguments | Ask]
    say: Callable[[Slots], str]
    requires: tuple[tuple[str, ...], ...] = ()
    welcomes: frozenset[str] = frozenset()
    survey: Literal["no", "line", "work"] = "no"

    def fit(self, slots: Slots) -> float:
        """Return how well what the question names fits, between 0 and 1."""
        named = slots.named
        score = 1.0
        for group in self.requires:
            score *= 1.0 if named & set(group) else 0.3
        known = self.welcomes | {slot for group in self.requires for slot in group}
        return score * 0.6 ** len(named - known - {"number"})

    def request(self, slots: Slots) -> Request | Ask:
        """Return the request for a question of this kind, or what has to be asked first."""
        filled = self.fill(slots)
        if isinstance(filled, Ask):
            return filled
        named: dict[str, JsonValue] = {kind: slots.id(kind) for kind in ("order", "supplier") if slots.id(kind)}
        details: dict[str, JsonValue] = {"said": slots.said, **named}
        return Request(
            kind=self.kind,
            first=PlannedCall(tool=self.tool, arguments=filled),
            first_day=slots.first_day,
            last_day=slots.last_day,
            heard=heard(slots),
            survey=self.survey,
            details=details,
        )


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
