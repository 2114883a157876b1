# ruff: noqa: E501  one form is one line
"""Forms in which planners ask for a proposal, and about proposals. See `tools.registry.Tool` for how a form is written."""

DRAFT_PROPOSAL: dict[str, tuple[str, ...]] = {
    "expedite": (
        "(expedite|pull in|speed up|rush|hurry up) <order> [to|so that it arrives] [<day>]",
        "(propose|draft|suggest) (to expedite|expediting|pulling in) <order> [to <day>]",
        "(get|bring) <order> in [by|<day>] [faster|earlier]",
        "(can|could|please) [you] (expedite|pull in|pull forward) <order> [<day>]",
        "move <order> (forward|earlier|up) to <day>",
        "(make|have) <order> arrive [by] <day>",
        "<order> (must|needs to|has to|should) arrive [by] <day>",
        "(expedite|pull in) <order> by air [to <day>]",
        "(expedite|pull in|speed up) <order> line <n> [to|so that it arrives] [<day>|<days>]",
        "(expedite|pull in) line <n> of <order> [to <day>]",
    ),
    "push_out": (
        "(push out|postpone|delay|push back|defer|reschedule) <order> [to|until] [<day>|<days>]",
        "(propose|draft) (to push out|pushing out|postponing) <order> [to <day>]",
        "move <order> (back|out|later) to <day>",
        "we do not need <order> (before|until) <day>",
        "deliver <order> later [on] [<day>]",
        "(push out|postpone|delay|defer) <order> line <n> [to|until|by] [<day>|<days>]",
        "(push out|postpone|delay|defer) line <n> of <order> [to|until|by] [<day>|<days>]",
    ),
    "create_order": (
        "(create|draft|propose|place|raise|open) (an|a) [purchase|production|transfer|supply] order (of|for) <n> [cases|units|pieces] [of] <item> [(at|for|to) <site>] [<day>]",
        "order <n> [cases|units|pieces] [of] <item> [(at|for|to|from) (<site>|<supplier>)] [<day>|by <day>]",
        "(buy|make|produce|ship|transfer|bring|move|send) <n> [cases|units] [of] <item> [(from|to|for|at) (<site>|<supplier>)] [<day>]",
        "(create|draft|propose|place) an order for <item> [(at|for) <site>]",
        "(transfer|rebalance) <item> from <site> to <site>",
        "we need <n> more [cases|units] [of] <item> (at|in) <site> [<day>]",
    ),
    "stock_policy": (
        "(change|set|raise|lower|increase|reduce|adjust|put) [the] safety stock (of|for) <item> [(at|in) <site>] (to|by) (<n>|<percent>|<days>)",
        "(change|set) [the] (reorder point|order-up-to level|order up to level|service target|service level) (of|for) <item> [(at|in) <site>] to (<n>|<percent>)",
        "(propose|draft) (a|an) [new|higher|lower] (safety stock|reorder point|stock policy|service target) [of <n>] (for|of) <item> [at <site>]",
        "safety stock <item> <site> to <n>",
        "(double|halve) the safety stock (of|for) <item> at <site>",
    ),
    "override": (
        "(override|overwrite|change|set|correct|adjust|raise|lower|cut) the forecast (of|for) <item> [(at|in) <site>] [<period>] (to|by) (<n>|<percent>) [because of something]",
        "(propose|draft|enter) a forecast (override|change|correction|adjustment) (of|to) (<n>|<percent>) for <item> [at <site>] [<period>]",
        "(put|plan) <n> [a week] (as|for) (the|a) forecast (of|for) <item> [at <site>] [<period>]",
        "the forecast (of|for) <item> [at <site>] should be <n> [<period>]",
        "make the forecast (of|for) <item> [at <site>] <n> [<period>]",
    ),
}

LIST_PROPOSALS: dict[str, tuple[str, ...]] = {
    "proposals": (
        "(which|what) proposals (are|is) (waiting|pending|open|undecided) [(for|on) (me|approval|<person>)]",
        "(show|list) [me] [the|my|all|our] [open|pending|waiting] proposals [(of|for) (<person>|<item>|<family>)]",
        "(show|open|look at|tell me about|what is) [me] [the] [proposal] <proposal>",
        "<proposal> [status|please|details]",
        "what (is|do i have) in my inbox",
        "what (is|are) (waiting|there) [for me] to (approve|decide|sign)",
        "what have i to (approve|decide)",
        "(what happened to|status of|where is|how is) [the|my] (<proposal>|proposal [for <item>])",
        "which proposals were (approved|rejected|executed) [<period>]",
        "(did|has) (<person>|the manager) (approve|approved|decide|decided) [<proposal>|my proposal]",
        "is there (already|still) a proposal (for|about|on) (<item>|<order>)",
    ),
}
