"""The frame of a tool that has none written by hand: filled from its argument model, by names and types of fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tools.registry import Tool

from ..linking import EntityKind
from ..slots import Slots
from .frame import Arguments, Ask, Frame
from .wording import in_words

ENTITIES: dict[str, EntityKind] = {
    **dict.fromkeys(("item", "items", "product", "sku", "component"), "item"),
    **dict.fromkeys(("family", "families"), "family"),
    **dict.fromkeys(("location", "locations", "site", "place", "warehouse", "plant", "dc", "store"), "site"),
    **dict.fromkeys(("supplier", "suppliers", "vendor"), "supplier"),
    **dict.fromkeys(("channel", "channels"), "channel"),
    **dict.fromkeys(("order", "orders"), "order"),
    **dict.fromkeys(("policy", "policies"), "policy"),
    **dict.fromkeys(("person", "people", "owner", "approver", "planner"), "person"),
    **dict.fromkeys(("proposal", "proposals"), "proposal"),
    **dict.fromkeys(("exception", "exceptions"), "exception"),
    **dict.fromkeys(("customer", "customers"), "customer"),
    **dict.fromkeys(("region", "regions"), "region"),
}
"""The kind of thing that a field speaks of, by the words of its name."""

LENGTHS = {"days": 1.0, "weeks": 7.0, "months": 30.4, "quarters": 91.3, "years": 365.25, "hours": 1 / 24}
"""Days of the units that a name can count in."""

_FIRST = frozenset({"from", "first", "start", "starts", "begin", "begins", "since", "after"})
_LAST = frozenset({"to", "last", "end", "ends", "until", "by", "due", "before"})
_TEXTS = frozenset({"query", "question", "text", "reason", "said", "message", "comment", "note"})
_SHARES = frozenset({"share", "percent", "percentage", "change", "uplift", "discount", "tolerance", "rate"})
_MONEY = frozenset({"money", "price", "cost", "value", "amount", "budget", "eur"})
_LONGEST_TEXT = 500


def generic_frame(kind: str, tool: Tool[Any, Any]) -> Frame:
    """Return a frame that fills the arguments of a tool by their names, types and units.

    Parameters
    ----------
    kind
        One of the kinds of question of the tool's utterances.
    """
    schema = tool.arguments.model_json_schema()
    properties: Mapping[str, Any] = schema.get("properties", {})
    required = frozenset(schema.get("required", ()))
    fields = {name: _unfolded(field, schema.get("$defs", {})) for name, field in properties.items()}
    entities = {name: entity for name, field in fields.items() if (entity := _entity(name, field)) is not None}

    def fill(slots: Slots) -> Arguments | Ask:
        arguments: Arguments = {}
        used: dict[str, int] = {}
        for name, field in fields.items():
            value = _value(name, field, slots, used)
            if value is not None:
                arguments[name] = value
            elif name in required:
                return Ask(_question(name, field))
        return arguments

    return Frame(
        kind,
        tool.name,
        fill,
        lambda slots: in_words(tool.utterances.get(kind, ()), slots) or tool.summary,
        requires=tuple((entity,) for name, entity in entities.items() if name in required),
        welcomes=frozenset({*entities.values(), *_amounts(fields)}),
    )


def _value(name: str, field: Mapping[str, Any], slots: Slots, used: dict[str, int]) -> Any:
    """Return what a question says for a field; `None` where it says nothing."""
    words = frozenset(name.split("_"))
    entity = _entity(name, field)
    match field.get("type"):
        case "array" if entity is not None:
            return [mention.entity.id for mention in slots.found.mentions if mention.entity.kind == entity] or None
        case "string" if "enum" in field or "const" in field:
            options = field.get("enum", [field.get("const")])
            return next((one for one in options if slots.says(str(one), str(one).replace("_", " "))), None)
        case "string" if field.get("format") == "date":
            return _day(words, slots)
        case "string" if entity is not None:
            return _named(words, entity, slots, used)
        case "string" if words & _TEXTS:
            return slots.said[: int(field.get("maxLength", _LONGEST_TEXT))]
        case "integer" | "number":
            return _amount(words, field, slots, used)
        case "boolean":
            return True if slots.says(name.replace("_", " ")) else None
        case _:
            return None


def _named(words: frozenset[str], entity: EntityKind, slots: Slots, used: dict[str, int]) -> str | None:
    """Return the thing named; of two places the one after "from" or "to", where the field says which."""
    mentions = [mention for mention in slots.found.mentions if mention.entity.kind == entity]
    for mention in mentions:
        before = slots.said[: mention.start].lower().split()
        if len(mentions) > 1 and before and before[-1] in words & (_FIRST | _LAST):
            return mention.entity.id
    if words & (_FIRST | _LAST) and len(mentions) == 1 and entity == "site":
        said = set(slots.said[: mentions[0].start].lower().split()[-1:])
        if said & (_FIRST | _LAST) and not said & words:
            return None
    number = used.get(entity, 0)
    used[entity] = number + 1
    return mentions[number].entity.id if number < len(mentions) else None


def _day(words: frozenset[str], slots: Slots) -> str | None:
    window = slots.window
    if window is None:
        return None
    first, last = window
    day: date | None = slots.day if any(not period.is_length for period in slots.found.periods) else None
    if words & _FIRST:
        day = first
    elif words & _LAST:
        day = last
    return day.isoformat() if day else None


def _amount(words: frozenset[str], field: Mapping[str, Any], slots: Slots, used: dict[str, int]) -> float | int | None:
    unit = next((unit for unit in LENGTHS if unit in words or field.get("unit") == unit), None)
    found: float | None
    if unit is not None:
        length = slots.quantity("duration")
        days = length.value if length else slots.last_day
        found = days / LENGTHS[unit] if days is not None and days > 0 else None
    elif words & _SHARES or field.get("unit") == "share":
        share = slots.quantity("percent")
        found = share.value if share else None
    elif "factor" in words:
        factor, share = slots.quantity("factor"), slots.quantity("percent")
        found = factor.value if factor else 1.0 + share.value if share else None
    elif words & _MONEY or field.get("unit") == "money":
        money = slots.quantity("money", "number")
        found = money.value if money else None
    elif words & {"limit", "seed", "replications"}:
        return None
    else:
        numbers = [quantity for quantity in slots.found.quantities if quantity.kind == "number"]
        place = used.get("number", 0)
        used["number"] = place + 1
        found = numbers[place].value if place < len(numbers) else None
    if found is None:
        return None
    return max(round(found), 1) if field.get("type") == "integer" else found


def _entity(name: str, field: Mapping[str, Any]) -> EntityKind | None:
    """Return the kind of thing that a field of text speaks of, by the last word of its name that says one."""
    of_texts = field.get("type") == "string" or field.get("items", {}).get("type") == "string"
    if not of_texts or "enum" in field or "format" in field:
        return None
    return next((ENTITIES[word] for word in reversed(name.split("_")) if word in ENTITIES), None)


def _amounts(fields: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the slots of amounts and times that some field takes."""
    slots: set[str] = set()
    for name, field in fields.items():
        words = set(name.split("_"))
        if field.get("format") == "date" or words & LENGTHS.keys():
            slots |= {"period", "day", "duration"}
        elif field.get("type") in ("integer", "number"):
            slots |= {"percent", "factor"} if words & {*_SHARES, "factor"} else {"number", "money"}
    return slots


def _question(name: str, field: Mapping[str, Any]) -> str:
    """Return the question back for a field that is missing."""
    said = name.removesuffix("_id").removesuffix("_ids").replace("_", " ")
    unit = next((unit for unit in LENGTHS if unit in name.split("_")), None)
    if "enum" in field:
        return f"Which {said}: {', '.join(str(one).replace('_', ' ') for one in field['enum'])}?"
    if unit is not None:
        return f"How many {unit}?"
    if field.get("format") == "date":
        return f"Which day for: {said}?"
    if field.get("type") in ("integer", "number"):
        return f"How much is the {said}?"
    return f"Which {said} do you mean?"


def _unfolded(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a field without references and without the alternative of having none."""
    if "$ref" in field:
        return _unfolded(definitions[str(field["$ref"]).rsplit("/", 1)[-1]], definitions)
    others = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if len(others) == 1:
        return {**field, **_unfolded(others[0], definitions)}
    return field
