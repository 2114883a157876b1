# ruff: noqa: E501  one form is one line
"""Forms in which planners ask why so much. See `tools.registry.Tool` for how a form is written."""

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
