"""A kind of question in one line, made of a form of its grammar and what the person named."""

import re
from collections.abc import Sequence

from ..linking import EntityKind
from ..slots import Slots

_OPTION = re.compile(r"\[[^\[\]]*\]")
_CHOICE = re.compile(r"\(([^()|]*)[^()]*\)")
_MASK = re.compile(r"<(\w+)>")
_ENTITIES: tuple[EntityKind, ...] = (
    *(
        "item",
        "family",
        "site",
        "supplier",
        "channel",
        "region",
        "order",
        "policy",
        "person",
        "proposal",
        "exception",
        "customer",
    ),
)


def in_words(forms: Sequence[str], slots: Slots) -> str:
    """Return the shortest form whose names the question gives, with these names; empty where there is none."""
    named: dict[str, str | None] = {kind: slots.id(kind) for kind in _ENTITIES}

    def with_names(plain: str) -> str:
        return " ".join(_MASK.sub(lambda match: str(named[match[1]]), plain).split())

    plain = [_without_options(form) for form in forms]
    said = [with_names(form) for form in plain if all(named.get(mask) for mask in _MASK.findall(form))]
    shortest = min(said, key=len, default="")
    return shortest[:1].upper() + shortest[1:]


def _without_options(form: str) -> str:
    while _OPTION.search(form) or _CHOICE.search(form):
        form = _CHOICE.sub(r"\1", _OPTION.sub("", form))
    return form
