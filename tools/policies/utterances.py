# ruff: noqa: E501  one form is one line
"""Forms in which planners ask for the rules. See `tools.registry.Tool` for how a form is written."""

SEARCH_POLICIES: dict[str, tuple[str, ...]] = {
    "policy": (
        "what (does|do) (the|our) (policy|policies|rules|rulebook|guidelines) say about (expediting|overtime|safety stock|service targets|promotions|delegation|phase-out|shortages|allocation|forecast overrides|lateness|budget tolerance)",
        "(which|what) policy (applies to|covers|governs|is there for) (expediting|overtime|air freight|promotions|allocation|standing approvals|late suppliers|forecast changes|stock changes)",
        "who (may|must|can|has to|is allowed to) (approve|sign|decide|authorise) (an expedite|an order|a forecast override|overtime|<money>|a budget overrun|premium freight|this)",
        "(am i|are we) allowed to (expedite|spend <money>|change the forecast|order more|work overtime|ship by air)",
        "what (is|are) the (limit|limits|rule|rules|threshold) (for|of|on) (expediting|premium freight|overtime|overrides|orders|safety stock changes|standing approvals)",
        "(show|quote|cite|read) [me] <policy>",
        "[what is the|our] (max|maximum|highest|allowed|limit of) (premium freight|expediting cost|overtime|cost of an expedite|change of safety stock)",
        "[the|our] (max|maximum|highest|allowed) (premium freight|freight cost|expediting cost|overtime|order value)",
        "(premium freight|expediting|overtime|override) (limit|cap|maximum|threshold)",
        "what does <policy> (say|mean|require)",
        "how do we (allocate|share|ration) [stock] in a shortage",
        "who gets served first when (stock|supply) is short",
        "how (much|far) may (i|we|a planner) (spend on|change|override|raise|expedite) [without approval]",
        "(rules|policy|policies) (for|on|about) (expediting|safety stock|promotions|phase-out|approvals|delegation|overtime)",
        "until (what|which) amount can (i|the manager|<person>) approve",
    ),
}
