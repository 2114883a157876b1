"""What is said without computing: greetings, help, refusals and questions back. No number stands in these texts."""

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
