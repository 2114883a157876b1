"""Words for "why 240?": the parts of a quantity, in the order in which they are reckoned."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .projection import outlook
from .told import Told, all_of, first_of, paragraphs, table

RULES = {
    "base_stock": "order up to a base stock at each review",
    "s_S": "order up to the upper level when the position is at or below the lower level",
    "r_Q": "order fixed lots when the position is at or below the reorder point",
    "days_of_cover": "order up to days of cover",
}
BESIDE = {
    "demand_over_lead_time": "lead_time_days",
    "demand_over_review_period": "review_period_days",
}
"""Which field stands beside the words of a part."""


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Take the first quantity apart."""
    return Wording(template=explained(Told(done[0])))


def why_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Explain the line that the answer before put first."""
    quantity = first_of(done, "explain_quantity")
    if quantity is not None:
        return Wording(template=explained(quantity))
    listing, projections = first_of(done, "list_exceptions"), all_of(done, "project_inventory")
    lines = listing.each("exceptions") if listing is not None else []
    if not lines:
        return Wording(template="There is nothing left to explain: the list is empty.")
    line = lines[0]
    points = [point for told in projections for point in told.each("projections")]
    return Wording(
        template=paragraphs(
            f"{line.ref('item_id')} {line.ref('item_name')} at {line.ref('location_name')} heads the list because "
            f"{line.ref('value_at_risk', 'money')} are at risk. {line.ref('cause', 'text')} {line.ref('harm', 'text')}",
            f"The stock {outlook(points[0])}" if points else "",
        )
    )


def explained(told: Told) -> str:
    """The quantity, its parts as a table, and the rule that it follows."""
    order = f" of order {told.ref('order_id')}" if told.value("order_id") else ""
    if told.value("quantity"):
        start = f"The {told.ref('quantity', 'units')}{order} are what is needed"
    else:
        start = "Nothing needs to be ordered"
    rule = RULES.get(str(told.value("policy_kind")), "")
    return paragraphs(
        f"{start}: {told.ref('item_id')} {told.ref('item_name')} at {told.ref('location_name')} has an inventory "
        f"position of {told.ref('position', 'units')} against a level of {told.ref('level', 'units')}.",
        _parts(told),
        f"Rule of the stock policy: {rule or told.ref('policy_kind', 'text')}. Lead time "
        f"{told.ref('lead_time_days', 'days')}, review every {told.ref('review_period_days', 'days')}, minimum order "
        f"{told.ref('minimum_order_quantity', 'units')}, lots of {told.ref('order_multiple', 'units')}.",
        _held_against(told),
    )


def _parts(told: Told) -> str:
    """The parts and their sum; shares only where there is a quantity to share in."""
    parts = told.each("parts")
    rows = [(_part(told, part), part.ref("quantity", "units+"), part.ref("share", "percent")) for part in parts]
    rows.append(("**Sum**", f"**{told.ref('quantity', 'units')}**", "all of it"))
    if told.value("quantity"):
        return table(("Part", "Quantity", "Share"), rows)
    return table(("Part", "Quantity"), [row[:2] for row in rows])


def _part(told: Told, part: Told) -> str:
    field = BESIDE.get(str(part.value("part")))
    return f"{part.ref('words', 'text')} ({told.ref(field, 'days')})" if field else part.ref("words", "text")


def _held_against(told: Told) -> str:
    """What the parts rest on."""
    position = "The position is usable stock less overdue customer orders plus everything on order, late or not."
    if not told.value("order_id"):
        return position
    return f"{position} The order is held against what the policy would order today if it were not there."
