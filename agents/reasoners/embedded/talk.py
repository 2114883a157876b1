"""What is said without computing: greetings, help, refusals and questions back. No number stands in these texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...answers import Choice
from ..protocol import Reply

EXAMPLES = (
    Choice(label="What will hurt us?", message="What will hurt us in the next two weeks, and what should we do?"),
    Choice(label="Which orders are late?", message="Which orders are late?"),
    Choice(label="Are we on budget?", message="Show the gap to budget by family"),
    Choice(label="What waits for a decision?", message="Which proposals are waiting?"),
)

GREETING = Reply(
    kind="greeting",
    text="Good day. Ask me about exceptions, stock, orders, forecasts, the budget or policies, or try a what-if.",
    choices=EXAMPLES,
)
THANKED = Reply(kind="greeting", text="You're welcome.", choices=EXAMPLES)
LEFT = Reply(kind="greeting", text="Goodbye.", choices=EXAMPLES)
LEFT_WITH_THANKS = Reply(kind="greeting", text="You're welcome. Goodbye.", choices=EXAMPLES)
PLEASANTRIES = (GREETING, THANKED, LEFT, LEFT_WITH_THANKS)
"""What is said to greetings, thanks and farewells."""
HELP = Reply(
    kind="help",
    text="\n".join(
        (
            "I answer from the company's own data, and every number has its receipt. You can ask, for example:",
            "",
            "- **What is coming:** “What will hurt us in the coming weeks, and what should we do?”, “Which orders are "
            "late?”, the projected stock of an item, exceptions of a family or a site.",
            "- **Demand and money:** the forecast of an item or family and why it is so, how accurate it has been, the "
            "gap to budget.",
            "- **What if:** a supplier is late, demand rises or falls, the safety stock changes.",
            "- **What to order, and why so much:** replenishment proposals of a site, the reason of a quantity.",
            "- **Proposals:** expedite or push out an order, create an order, change a safety stock, override a "
            "forecast. I draft them; an authorised person decides.",
            "- **Policies:** what they say, and who may approve what.",
        )
    ),
    choices=EXAMPLES,
)
OUT_OF_SCOPE = Reply(
    kind="out_of_scope",
    text="That is outside what I can answer: I work on this company's supply chain plan and its execution, and on "
    "nothing else. I can help with exceptions, stock, orders, forecasts, the budget, what-ifs, proposals and policies.",
    choices=EXAMPLES,
)
UNSAFE = Reply(
    kind="unsafe",
    text="I cannot do that, and nobody can ask me to: I read and compute, and I draft proposals. Nothing is deleted, "
    "approved or sent by me; an authorised person decides on each proposal, the policies' limits hold for everybody, "
    "and every step is on record.\n\nWhat I can do instead: draft a proposal for a single order, list the proposals "
    "that wait for a decision, or say who may approve it.",
    choices=(
        Choice(label="Which proposals wait?", message="Which proposals are waiting?"),
        Choice(label="Who may approve what?", message="Who may approve an expedite?"),
    ),
)
DECIDING = Reply(
    kind="unsafe",
    text="Decisions are not taken in a conversation. Who may decide sees the whole proposal first, with its effect and "
    "the policies: `tandem proposal show`, then `approve`, `return` or `reject`, or the same in the inbox.",
    choices=(Choice(label="Which proposals wait?", message="Which proposals are waiting?"), UNSAFE.choices[1]),
)
FOREIGN = Reply(
    text="I read English, and some German. Please ask in English: what will run short, which orders are late, the "
    "forecast of an item, or what the policies say.",
    asked_back=True,
    choices=EXAMPLES,
)
WHAT_IS_IT = Reply(
    text="What is it about? Nothing has been spoken of before in this conversation. Name the item, the order or the "
    "exception.",
    asked_back=True,
    choices=EXAMPLES[:2],
)
NOTHING_DONE = Reply(
    text="Then nothing is drafted or changed. What would you like to see instead?",
    asked_back=True,
    choices=EXAMPLES,
)
TOO_MANY = Reply(
    text="That is more than I can answer well at once. Name fewer items, places or times in a question.",
    asked_back=True,
)
NOTHING_TO_PROPOSE = Reply(
    text="There is nothing in this conversation yet that I could propose. Ask what to do about an exception or an item "
    "first, or name the action: an order to expedite, a quantity to order, a safety stock to change.",
    asked_back=True,
    choices=EXAMPLES[:2],
)


def unsure(choices: tuple[Choice, ...]) -> Reply:
    """Return a question back that offers the likeliest readings."""
    return Reply(text="I am not sure what you mean. Is it among these?", asked_back=True, choices=choices)


def asked(text: str, choices: tuple[Choice, ...] = ()) -> Reply:
    """Return a question back for something that is missing."""
    return Reply(text=text, asked_back=True, choices=choices)


@dataclass(frozen=True, slots=True)
class Lack:
    """A question of the trade that no tool answers: what is said, and the kinds of question that come nearest."""

    text: str
    nearest: tuple[str, ...]


LACKS: dict[str, Lack] = {
    "past_sales": Lack(
        "That time is past, and I list no past sales: I show what was sold only beside a forecast. Ask for the "
        "forecast, how accurate past forecasts were, or sales so far against the budget.",
        ("forecast", "accuracy", "budget"),
    ),
    "expiring": Lack(
        "I list no lots by their expiry date. The projected stock of an item counts what expires day by day, and "
        "excess stock is among the exceptions.",
        ("projection", "exceptions"),
    ),
    "open_orders": Lack(
        "I list no orders that are on time. I can show those that are late, the arrivals of an item with its "
        "projected stock, or when a single order comes.",
        ("late_orders", "projection", "replenishment"),
    ),
    "customer_orders": Lack(
        "I cannot list customer orders. They count in the projected stock of an item, and what will hurt customers is "
        "among the exceptions.",
        ("projection", "exceptions"),
    ),
    "capacity": Lack(
        "I cannot work out capacity or schedules of plants and lines. I can show what will run short, what to order, "
        "and what other demand would do.",
        ("exceptions", "replenishment", "what_if_demand"),
    ),
    "transport": Lack(
        "I cannot plan trucks or routes. I can show which orders are late, propose to expedite an order, and say what "
        "the policies allow for freight.",
        ("late_orders", "policy"),
    ),
    "master_data": Lack(
        "I do not look up prices, suppliers or other master data by themselves. The reason of an order quantity names "
        "its lead time, lot size and policy; `GET /truth` shows the tables.",
        ("explain", "projection", "forecast"),
    ),
    "movers": Lack(
        "I do not rank items by how fast they move, nor value the whole stock. Stock that will not be sold in "
        "reasonable time is listed as excess.",
        ("exceptions", "accuracy"),
    ),
    "supplier_record": Lack(
        "I keep no scorecard of suppliers or of past service. I can show which of their orders are late, and simulate "
        "what a delay would do.",
        ("late_orders", "exceptions"),
    ),
}
"""What is answered where no tool answers, by kind of question."""

MOST_OFFERED = 5
"""Others that are offered one by one at most."""


def lacking(lack: Lack, nearest: Sequence[str]) -> Reply:
    """Return that no tool answers a question, with the nearest questions that one does."""
    return Reply(
        kind="out_of_scope",
        text=lack.text,
        choices=tuple(Choice(label=line, message=line) for line in dict.fromkeys(nearest)),
    )
