"""The forms in which people talk around the work, and the ones of the tools beside them.

The forms of a tool stand beside its declaration (`tools.registry.Tool.utterances`, which also says how a form is
written); here, in `KIND.txt`, stand those that lead to no tool: greetings, what is not Tandem's business, what nobody
may ask for, questions of the trade that no tool answers, and what only goes on about the question before. They teach
the head; nothing is matched against them.
"""

from pathlib import Path

from tools.forms import forms_in
from tools.registry import Registry

FORMS: dict[str, tuple[str, ...]] = {file.stem: forms_in(file) for file in sorted(Path(__file__).parent.glob("*.txt"))}
"""The forms of every kind that leads to no tool."""

GOING_ON = "going_on"
"""The kind of a message that only goes on about the last question; without one nothing is of this kind."""

ANSWERED_BY = {
    "past_sales": "past_demand",
    "open_orders": "orders",
    "customer_orders": "orders",
    "expiring": "stock",
    "movers": "stock",
}
"""The kind of question of a tool that answers what is lacking without it."""


def forms_of(registry: Registry) -> dict[str, tuple[str, ...]]:
    """Return the forms of every kind of question: of the tools, and of what is said around them and they lack."""
    around = {kind: forms for kind, forms in FORMS.items() if ANSWERED_BY.get(kind) not in registry.kinds}
    return {**around, **registry.utterances}
