"""Forms of questions of the trade that no tool answers: they are told so, with the nearest that one does."""

from . import lacking_records, lacking_works

FORMS: dict[str, tuple[str, ...]] = {
    **lacking_works.FORMS,
    **lacking_records.FORMS,
    "past_sales": (
        "(what|how much|how many) did we sell [of (<item>|<family>)] [(in|at|through) (<site>|<channel>)] [<period>]",
        "(show|list|give) me [the] (sales|demand|order) history (of|for) (<item>|<family>) [<period>]",
        "(past|historical|historic|actual|previous) (sales|demand|volumes|shipments) (of|for) (<item>|<family>) [(at|in) <site>] [<period>]",
        "(what|how high) (were|was) [the] (actual|past) (sales|demand|revenue) (of|for) (<item>|<family>) <period>",
        "which (items|products) sold (best|most|worst|least) <period>",
        "(best|top|worst) (sellers|selling items) [<period>]",
        "sales of (<item>|<family>) last (week|month|year) compared to the year before",
    ),
    "expiring": (
        "(what|which items|which lots|which batches) (expire|expires|is expiring|go out of date|will expire) [soon|<period>] [(at|in) <site>]",
        "(show|list) [me] [the] (expiring|short dated|expired) (stock|lots|batches|items) [(at|in) (<site>|<family>)] [<period>]",
        "what is (close to|near|past) its (best before|expiry|use by) [date] [(at|in) <site>]",
        "(shelf life|remaining shelf life|best before dates) of <item> [at <site>]",
        "anything expiring soon [(at|in|of) (<site>|<family>)]",
    ),
    "open_orders": (
        "(show|list|give me) [all|the] open [purchase|supply] orders (from|with|at) <supplier>",
        "(what|which orders) (do we have|have we|are) (open|placed|on order) (with|from|at) <supplier>",
        "(all|every) [open] (orders|deliveries|shipments) [we have] (from|with) <supplier> [<period>]",
        "what (will|does) <supplier> (deliver|ship|send) [us] [<period>|next]",
        "(what|which deliveries) (arrives|arrive|comes in|come in|is due) [(at|in) <site>] [<day>|<period>]",
        "(list|show) [the] [expected] (arrivals|inbound deliveries|receipts) [(at|in|for) <site>] [<day>|<period>]",
    ),
    "customer_orders": (
        "(where is|status of|track) [the] (customer|sales) order [of <person>|<order>]",
        "(show|list) [me] [the|all] open (sales|customer) orders [(for|of|from) (<channel>|<item>)]",
        "which customers (have ordered|are waiting|complained) [for <item>] [<period>]",
        "when (can|do) we promise <n> [of] <item> to [a|the] customer",
        "(backlog|order book) (of|for) (<channel>|<item>|<family>)",
        "who are our (biggest|best|main) customers [for <item>]",
    ),
    "movers": (
        "(which|what) [items|products|are our] (slow|fast) movers [(in|at) (<site>|<family>)]",
        "(show|list) [the] (slow|fast|non) (movers|moving items) [(in|at) (<site>|<family>)]",
        "(abc|xyz|abc xyz) (analysis|classification|classes) [of (<family>|<site>)]",
        "(stock turns|inventory turns|turnover) [(of|in|at) (<site>|<family>)]",
        "which items (do not|hardly|barely) move [(in|at) <site>]",
        "how much (is|money is) [tied up] in stock [(in|at) <site>]",
        "(total|overall) (inventory|stock) value [(in|at|of) (<site>|<family>)]",
    ),
}

ANSWERED_BY = {
    "past_sales": "past_demand",
    "open_orders": "orders",
    "customer_orders": "orders",
    "expiring": "stock",
    "movers": "stock",
}
"""The kind of question of a tool that answers what is lacking without it."""
