# ruff: noqa: E501  one form is one line
"""Forms in which planners ask about the budget. See `tools.registry.Tool` for how a form is written."""

RECONCILE_WITH_BUDGET: dict[str, tuple[str, ...]] = {
    "budget": (
        "(are|will) we (on|over|under|above|below|meet|make|miss|reach) [the|our] budget [(for|in) <family>] [<period>]",
        "(what is|show|how big is) the (gap|difference|shortfall) (to|against|between plan and) [the] budget [by family] [<period>]",
        "(budget gap|gap to budget|budget vs plan|plan vs budget|plan against budget) [by (family|month|channel)] [(for|in) <family>] [<period>]",
        "(reconcile|compare) the (plan|forecast) (with|to|against) [the] budget [for <family>] [<period>]",
        "which families (miss|beat|are behind|are below|exceed) [the] budget [<period>]",
        "where (are|do) we (behind|miss|lose against) (budget|the money plan|the financial plan) [<period>]",
        "how (do|are) (sales|revenue|revenues|margin) (compare|doing|tracking) (to|against|with) [the] budget [(for|in) <family>] [<period>]",
        "is (revenue|margin|the plan) [of <family>] in line with (finance|the budget|the annual plan) [<period>]",
        "what does the plan mean in money (compared to|against) budget [<period>]",
        "(revenue|margin) [forecast] (versus|vs|against) budget [by family] [for <family>] [<period>]",
    ),
}
