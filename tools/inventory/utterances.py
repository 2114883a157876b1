# ruff: noqa: E501  one form is one line
"""Forms in which planners ask for stock, what to order, and why so much. See `tools.registry.Tool` for how a form is written."""

PROJECT_INVENTORY: dict[str, tuple[str, ...]] = {
    "projection": (
        "(show|give me|what is) [the] (projected|expected|future) (stock|inventory|balance|available balance) (of|for) <item> [(at|in) <site>] [<period>]",
        "(project|projection of) [the] (stock|inventory) [of|for] <item> [(at|in) <site>] [<period>]",
        "how much <item> (will|do) we have [left] [(at|in) <site>] [<period>]",
        "when (do|will) we run out of <item> [(at|in) <site>]",
        "when (does|will) <item> (run out|stock out|go below safety stock) [(at|in) <site>]",
        "how long (does|will) [the] (stock|inventory) of <item> last [(at|in) <site>]",
        "(will|is) <item> (be short|enough|run out) [(at|in) <site>] [<period>]",
        "stock [position|outlook|development] of <item> [(at|in) <site>] [<period>]",
        "how many days of (supply|cover) (do we have|are left) (of|for) <item> [(at|in) <site>]",
        "<item> (stock|inventory|balance|on hand) [(at|in) <site>] [<period>]",
        "(do|will) we have enough <item> [(at|in) <site>] (<period>|until <day>)",
        "(which [of them]|what) runs out first [at <site>] <item>",
        "<item> (which|what) (runs out|is gone|ends) (first|sooner|earlier) [(at|in) <site>]",
        "(compare|comparison of) the (stock|stocks|inventory|cover) of <item> [(at|in) <site>] [<period>]",
        "where does [the stock of] <item> stand [<period>] [at <site>]",
        "(project|projection of|projection for|stock projection|show the stock of) <item> [(at|in) <site>] [<period>]",
        "project <item> (at|in) <site> [<period>|for <days>]",
        "(is|are) <item> (ok|okay|fine|covered|safe|all right) [(at|in) <site>] [<period>]",
        "how does [the] (pab|projected available balance|stock) of <item> (develop|look) [<period>]",
    ),
}

PLAN_REPLENISHMENT: dict[str, tuple[str, ...]] = {
    "replenishment": (
        "what (should|must|do) we (order|replenish|reorder|buy|make) [for|at] [<site>|<item>|<family>] [<period>]",
        "(replenishment|order|purchase|reorder) (proposals|suggestions|plan|recommendations|list) [(for|at) (<site>|<family>|<item>)] [<period>]",
        "(plan|propose|suggest|calculate) [the] (replenishment|orders|purchases|reorders) [(for|at|of) (<site>|<item>|<family>)] [<period>]",
        "how much <item> should we (order|buy|make|bring in) [(for|at) <site>]",
        "how (much|many) [cases|units|pieces] [of] <item> (do we need|should we|must we|do i have) to (order|buy|send|bring|make|get|ship) [(for|to|at|into) <site>] [<period>]",
        "what (needs|has) to be (ordered|reordered|replenished|produced) [(for|at) <site>] [<period>]",
        "which items (need|should be) (replenishing|reordered|ordered) [(at|for) <site>] [now|today|<period>]",
        "(fill|top) up <site>",
        "(suggest|recommend|propose|list) (purchases|orders|order quantities|production orders|transfers) (for|at) (<family>|<site>|<item>) [<period>]",
        "what do we have to buy from <supplier> [<period>]",
        "next order (for|of) <item> [(at|for) <site>]",
    ),
}

EXPLAIN_QUANTITY: dict[str, tuple[str, ...]] = {
    "explain": (
        "why <n> [units|cases] [of <item>] [(at|for) <site>]",
        "why (that|so|this) (many|much|few|little|quantity) [of <item>] [(at|for) <site>]",
        "(explain|how did you get to|where does) [the|this|that] (quantity|number|order|<n>) [come from] [(of|for) <item>] [(at|for) <site>]",
        "how (is|was|did) the [order] quantity [(of|for) <item>] [at <site>] (calculated|come about|made up|computed)",
        "(break|take) down the (order|proposed) quantity [for <item>] [at <site>]",
        "why (do|should) we order <n> [of] <item> [(at|for) <site>]",
        "what makes up the (<n>|quantity) [of <item>] [for <site>]",
        "why (not more|not less|nothing) [of <item>] [(for|at) <site>]",
        "why is <item> not (ordered|proposed|replenished) [(for|at) <site>]",
    ),
}

LIST_ORDERS: dict[str, tuple[str, ...]] = {
    "orders": (
        "(which|what) [purchase|production|transfer|supply] orders (are|do we have) (open|outstanding|placed|on the way) [(with|from|at) <supplier>] [(for|of) (<item>|<family>)] [(for|to|at) <site>]",
        "(show|list|print|give me|pull up) [me] [all] [the|our] [open|outstanding] (orders|purchase orders|pos|production orders|transfers|supply orders) [(with|from|of) <supplier>] [(for|of) (<item>|<family>)] [(for|to|at) <site>]",
        "[what is|what's|whats|how much is] on order (for|of) <item> [(at|in|for) <site>]",
        "(how many|how much|what) [open|inbound] (orders|supply|deliveries) (are|is|do we have) [open|on the way|coming in] (for|of) <item>",
        "(what is|what's|whats) [already|still] on order (for|of) <item> [(at|in|for) <site>]",
        "(anything|how much|what quantity) [is] [already] on order (for|of) <item> [(at|in|for) <site>]",
        "on order (for|of) <item> [(at|in|for) <site>]",
        "(open|outstanding) (orders|pos|purchase orders) (with|from|at|of) <supplier>",
        "what (is|have we) (on order|ordered|open) (with|from|at) <supplier>",
        "what (is|comes|arrives|is coming|is due) [in] from <supplier> [<period>]",
        "(what|which) (deliveries|arrivals|receipts|inbound orders) (are|do we) (expected|due|expect) [(at|in|for) <site>] [<period>]",
        "what (arrives|comes in|is inbound|lands) (at|in|into) <site> <period>",
        "(what is the|whats the|give me the) (status|eta|date) of <order>",
        "(where is|status of|details of|look up|show me|show|what is in) <order>",
        "when (does|will|is) <order> (arrive|come|due|get here|be here|land|expected)",
        "(show|list) [me] [the] (customer|sales) orders [of|for|from] [<item>|<family>|<site>] [<period>]",
        "(which|what) (customer|sales) orders (are|do we have) (open|waiting|unshipped|outstanding) [(for|of) (<item>|<family>)] [(at|in) <site>]",
        "(what|which orders) (has|have|does) <customer> (ordered|open|on order|wait for) [from us] [<period>]",
        "(open|outstanding|late) [sales|customer] orders (of|for|from) <customer> [<period>]",
        "what do we (owe|still owe|have to deliver to) <customer> [<period>]",
        "(show|list) [me] [the|all] orders (of|for|from) <customer>",
        "what do (customers|we owe customers) (wait for|have on order) [of <item>] [at <site>]",
        "(planned|open|running) production orders [(at|in) <site>] [(for|of) <item>]",
        "how many (orders|pos|transfers) (are|do we have) open [(with|from) <supplier>] [(for|to) <site>]",
        "did <order> (ship|arrive|leave|come in) [already]",
        "(has|have) <order> been (received|shipped|delivered|placed)",
    ),
}

SHOW_STOCK: dict[str, tuple[str, ...]] = {
    "stock": (
        "(what|how much) stock (do we have|is there|have we got) (at|in) <site> [right now|today|now]",
        "(show|list|give me) [me] [the] stock (list|levels|on hand|overview|report) [(of|for) <family>] [(at|in) <site>]",
        "(what is|whats) the stock value [(at|in|of) (<site>|<family>)]",
        "how much (money|capital|working capital) (is|do we have) (tied up|in stock|in inventory) [(at|in) <site>] [(of|in) <family>]",
        "inventory value (by item|of <family>|at <site>|in <site>)",
        "(what|which) (items|lots|stock|products) (expire|expires|will expire|go out of date|is about to expire|are about to expire) [soon|<period>|(within|in) <days>] [(at|in) <site>] [(of|in) <family>]",
        "(expiring|short-dated|near expiry|out of date) (stock|lots|items) [(at|in) <site>] [<period>]",
        "what (has|is) to be sold before it (expires|goes off) [<period>]",
        "(which|what) (items|products) (are|is) (slow movers|slow moving|hardly moving|not moving|non-moving) [(at|in) <site>] [(of|in) <family>]",
        "(show|list) [me] [the|our] (slow movers|slow moving stock|dead stock|sleepers) [(at|in) <site>] [(of|in) <family>]",
        "stock (cover|coverage) [by item|of <family>] [(at|in) <site>]",
        "what (is|sits|lies) in [the] (warehouse|dc|store) <site>",
        "which stock (is|do we have) on (hold|quality hold) [(at|in) <site>]",
        "(blocked|quarantined|held) stock [(at|in) <site>] [of <item>]",
    ),
}
