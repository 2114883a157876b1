# ruff: noqa: E501  one form is one line
"""Forms of questions of the trade that no tool answers: they are told so, with the nearest that one does."""

FORMS: dict[str, tuple[str, ...]] = {
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
    "capacity": (
        "(how full|how busy|how loaded) is (<site>|the plant|the line|the factory) [<period>]",
        "(what is|show) [the] (capacity|utilisation|utilization|load|oee) (of|at|in) (<site>|the plant|the line|line some number) [<period>]",
        "do we have (enough|free|spare) capacity [(at|in) <site>] [for <item>] [<period>]",
        "(production|line|shift) schedule (of|for|at) <site> [<period>]",
        "how many shifts do we need [at <site>] [<period>]",
        "(can|could) <site> (make|produce) <n> [more] [of] <item> <period>",
    ),
    "transport": (
        "(plan|optimise|optimize|show) [the] (routes|truck routes|tours|trucks|loads) [(from|to|for) <site>] [<day>|<period>]",
        "(how many|which) trucks [(do we need|leave|go)] [(from|to) <site>] [<day>|<period>]",
        "where is (the|my|our) truck [from <supplier>] [now]",
        "which (carrier|forwarder|haulier) (is|should we use|drives) [(for|from|to) <site>]",
        "(how full|what is the fill) (are|of) (the|our) (trucks|containers) [to <site>]",
    ),
    "master_data": (
        "(what is|tell me) the (price|cost|unit cost|lead time|minimum order quantity|moq|shelf life|weight|volume|pallet size|lot size) of <item> [(at|from|in) (<site>|<supplier>)]",
        "what does <item> cost [us]",
        "(who|which supplier) (supplies|makes|delivers) <item>",
        "(show|list) [me] (all|our|the) (items|products|suppliers|customers|sites|warehouses|locations|people) [(of|in) (<family>|<site>|<region>)]",
        "(what is in|show) the bill of materials of <item>",
        "(ingredients|components|recipe) (of|for) <item>",
        "how (long|many days) is the lead time (of|from) (<supplier>|<item>)",
        "which items (do we buy|come) from <supplier>",
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
    "supplier_record": (
        "how (reliable|punctual|good) is <supplier>",
        "(supplier|delivery) (performance|reliability|scorecard|otif|punctuality) (of|for) <supplier>",
        "(rank|compare|rate) (the|our) suppliers [by (reliability|price|lead time)]",
        "which supplier is the (most|least) (reliable|punctual|expensive)",
        "(what was|show) our (otif|service level|fill rate|on time delivery) [<period>] [(in|for) (<channel>|<site>)]",
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
