# ruff: noqa: E501  one form is one line
"""Forms in which planners ask what if, and what to do. See `tools.registry.Tool` for how a form is written."""

SIMULATE_SCENARIO: dict[str, tuple[str, ...]] = {
    "what_if_late": (
        "what (if|happens if|would happen if) <supplier> (is|delivers|ships|comes|gets) <days> late[r]",
        "what (if|happens if|would happen if) <order> (is|arrives|comes|slips [by]) <days> [late[r]]",
        "(suppose|assume|imagine|say) <supplier> (slips|delays|is late) [by] <days>",
        "(simulate|try|test) a delay of <days> (at|of|from|for) (<supplier>|<order>)",
        "what does a <days> delay (of|from|at) (<supplier>|<order>) (do to|mean for|cost) [us|service|the channels]",
        "if <supplier> (is|ships) <days> late what (happens to|is the effect on) (service|our customers|the channels|<family>)",
        "effect of <supplier> (being|delivering) <days> late",
        "how bad would it be if <supplier> (delivered|came|was) <days> late",
        "if <order> (slips|slipped|is delayed|was delayed) [by] <days> (who|what|which channel) (is hit|suffers|would suffer|is affected|feels it)",
        "(who|which customers|which channels) (suffers|would suffer|is hit|is affected) if (<supplier>|<order>) is <days> late",
        "<supplier> strike <days> what then",
    ),
    "what_if_demand": (
        "what (if|happens if|would happen if) demand (for|of) (<family>|<item>) (rises|goes up|increases|grows|falls|drops|goes down|jumps) [by] <percent> [<period>]",
        "what if (we sell|customers buy|<channel> orders) <percent> (more|less) (<family>|<item>) [<period>]",
        "(simulate|try|test|run) [a] [scenario with] <percent> (more|less|higher|lower) demand (for|of|in) (<family>|<item>|<channel>) [<period>]",
        "(suppose|assume|imagine) [that] demand (for|of|in) (<family>|<item>|<channel>) (doubles|halves|rises <percent>|drops <percent>) [<period>]",
        "what if demand (for|of) (<family>|<item>) (doubles|triples|halves) [<period>]",
        "can we (cope with|handle|serve|survive) <percent> more demand (for|of) (<family>|<item>) [<period>]",
        "effect of a <percent> (demand|sales) (increase|surge|drop|uplift) (in|of|for) (<family>|<item>) [<period>]",
        "what if we promote (<item>|<family>) [with <percent> uplift] <period>",
        "(suppose|imagine|what if|assume) (<family>|<item>) (sells|sell|sold) (twice|half|three times|<percent>) as (well|much|good|badly) [<period>]",
        "what if <channel> (buys|orders|takes) (twice|half|three times) as much (<family>|<item>) [<period>]",
        "what (if|happens if) there is <percent> (more|less) demand [(for|of) (<family>|<item>)] [(at|in) <site>] [<period>]",
        "what happens to service if (<family>|<item>) sells <percent> (better|worse|more|less) [<period>]",
    ),
    "what_if_safety": (
        "what (if|happens if) we (halve|double|cut|raise|increase|reduce|lower|remove) [the] safety stock[s] [by <percent>] [(of|for|in|at) (<family>|<item>|<site>)]",
        "(simulate|try|test) <percent> (less|more|lower|higher) safety stock [(of|for|in|at) (<family>|<item>|<site>)]",
        "how much (cash|money|working capital) (do we free|would we free|is freed) (if we (halve|cut|reduce)|by (halving|cutting|reducing)) safety stock [(of|for|at) (<family>|<site>)] [by <percent>]",
        "what (does|would) (less|more|half the|no) safety stock [(in|for|at) (<family>|<item>|<site>)] (mean|do to|cost)",
        "(could|can|would) we (manage|cope|do|get along) with (<percent>|half|a third) (less|lower|smaller) (buffer|safety|reserve) stock[s] [(in|for|at|of) (<family>|<item>|<site>)]",
        "what if [the] (buffer|buffers|safety stock|reserve) (was|were|is) <percent> (lower|higher|smaller|bigger) [(in|for|at|of) (<family>|<item>|<site>)]",
        "can we (live|do) with <percent> less safety stock [(in|for|at) (<family>|<item>|<site>)]",
        "effect on service of (halving|doubling|cutting|raising) [the] safety stock [(of|for|in) (<family>|<item>)] [by <percent>]",
    ),
}

RANK_MITIGATIONS: dict[str, tuple[str, ...]] = {
    "one_exception": (
        "what (can|should|could) (we|i) do about <exception>",
        "(rank|show|list|compare|try) [me] [the|all] (options|mitigations|remedies|actions|ways out) (for|of|against) <exception>",
        "(how do we|how can we) (solve|fix|mend|avoid|mitigate|handle) <exception>",
        "(best|cheapest|quickest) (option|way|answer|action) (for|to|against) <exception>",
        "<exception> (options|what now|what to do|mitigations|remedies)",
        "(what is|explain|tell me about|look at|show me) <exception> [and what (we can do|to do|can be done)]",
        "(help|advise) me with <exception>",
    ),
    "mitigations": (
        "what (can|should|could) we do about [the (stock-out|shortage|problem|delay|exception) of] <item> [(at|in) <site>]",
        "what are (the|our) (options|mitigations|alternatives|remedies) for <item> [(at|in) <site>]",
        "how (can|do|should) we (avoid|prevent|solve|fix|cover|mitigate) the (shortage|stock-out|gap|problem|delay) [of|with|for|on] (<item>|<order>) [(at|in) <site>]",
        "(rank|compare|show) [the|our] (options|mitigations|actions|alternatives) [for <item>] [(at|in) <site>]",
        "(best|cheapest|fastest) (way|action|remedy|fix) (to|for) [save|rescue|help|solve] <item> [(at|in) <site>]",
        "what is best for <item> [at <site>]",
        "how do we (keep|get) <item> (available|in stock|back) [(at|in) <site>]",
        "what can be done [about it|against it] [for <item>]",
        "should we expedite or (transfer|wait|buy) <item>",
    ),
}
