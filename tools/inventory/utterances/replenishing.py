# ruff: noqa: E501  one form is one line
"""Forms in which planners ask what to order. See `tools.registry.Tool` for how a form is written."""

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
