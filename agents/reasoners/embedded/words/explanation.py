"""Words for "why 240?": the parts of a quantity, in the order in which they are reckoned."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .projection import outlook
from .told import Told, all_of, first_of, paragraphs, table, taken_for_granted


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
            f"{line.ref('value_at_risk', 'money')} are at risk. Cause: {line.ref('cause', 'text')} "
            f"{line.ref('harm', 'text')}",
            f"The stock {outlook(points[0])}" if points else "",
        )
    )


def explained(told: Told) -> str:
    """The quantity, its parts as a table, and what it was held against."""
    order = f" of order {told.ref('order_id')}" if told.value("order_id") else ""
    if told.value("quantity"):
        start = f"The {told.ref('quantity', 'units')}{order} are what is needed"
    else:
        start = "Nothing needs to be ordered"
    return paragraphs(
        f"{start}: {told.ref('item_id')} {told.ref('item_name')} at {told.ref('location_name')} has an inventory "
        f"position of {told.ref('position', 'units')} against a level of {told.ref('level', 'units')}.",
        table(
            ("Part", "Quantity", "Share"),
            [
                (part.ref("words", "text"), part.ref("quantity", "units+"), part.ref("share", "percent"))
                for part in told.each("parts")
            ],
        ),
        f"Lead time {told.ref('lead_time_days', 'days')}, review every {told.ref('review_period_days', 'days')}, "
        f"minimum order {told.ref('minimum_order_quantity', 'units')}, in multiples of "
        f"{told.ref('order_multiple', 'units')}; rule: {told.ref('policy_kind', 'text')}.",
        taken_for_granted(told, 2),
    )
