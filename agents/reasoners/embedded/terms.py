"""Terms of the trade that speak for some kinds of question, whatever else is said."""

import re

TERMS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.I), frozenset(kinds.split()))
    for words, kinds in (
        (r"[wms]?mape|wape|mase|rmse|mae|forecast (?:error|accuracy|bias)|bias", "accuracy"),
        (
            r"statistical forecast|pure statistics|expected sales|sales forecast|(?:give|show|get|make|run|do|need)\w* (?:me |us )?(?:a|the) (?:\w+ )?forecast(?! (?:accura|error|bias))|^forecast(?! (?:accura|error|bias))",
            "forecast",
        ),
        (
            r"(?<!\ba )(?:demand|sales) forecasts?|forecasts? (?:of|for)|(?:the|a) forecast (?:please|pls)",
            "forecast accuracy override policy explain",
        ),
        (r"overrid\w+", "override policy"),
        (r"expedit\w+", "expedite policy"),
        (r"what if|simulat\w+", "what_if_late what_if_demand what_if_safety"),
        (r"proposals?", "proposals propose policy unsafe expedite push_out create_order stock_policy override"),
        (r"budget", "budget policy"),
        (r"stock polic(?:y|ies) (?:of|for|at)", "explain stock_policy policy"),
        (r"projected (?:stock|inventory)", "projection"),
        (r"premium freight", "policy expedite mitigations"),
        (r"(?:can|could|should|shall) (?:we |i |you |one |be )?do(?:ne)? about", "mitigations one_exception brief"),
        (r"slow[- ]?mov\w+|sleepers", "stock policy"),
        (r"(?:worst|best|poorest|badly|over|under)[- ]?forecast\w*", "accuracy"),
        (r"should (?:i|we) (?:be )?(?:buy|order|reorder|restock|replenish)\w*", "replenishment policy explain"),
        (
            r"how (?:do|did|does|have|has) (?:you|we|it|they|the system|the plan) (?:get|got|come|came|arrive|reach|derive|end up|work out)",
            "explain",
        ),
        (
            r"(?:suggested|proposed|recommended|planned) (?:\w+ )?(?:orders?|quantit\w+|purchases?|buys)",
            "replenishment explain projection",
        ),
        (r"what (?:is|was|are|were) (?:it|that|this|they|those|the \w+) (?:based|built|founded) (?:up)?on", "explain"),
        (r"on order(?! proposals?)", "orders late_orders explain projection stock"),
        (
            r"service targets?|time fences?|horizons? (?:ends?|begins?|starts?)|(?:schedule|plan|orders?) (?:is |are |gets? )?frozen|frozen (?:zone|period|horizon|schedule)",
            "policy stock_policy",
        ),
        (r"(?:pull|push|mov)\w*(?: in| out| up| back)? (?:or|and|/) (?:be )?(?:pull|push|mov)\w*", "replenishment"),
        (
            r"sent? (?:\w+ ){0,3}back|signed (?:off|it)|(?:gone|went|made it) thr(?:u|ough)|did .{0,20}go thr(?:u|ough)|turned (?:it )?down",
            "proposals propose",
        ),
        (
            r"forecast\w* (?:the )?(?:badly|poorly|well|worst|best)|over-?forecast\w*|under-?forecast\w*|(?:numbers?|forecasts?) stink|how much (?:trust|faith)|tend(?:s|ency) to be too",
            "accuracy",
        ),
    )
)
"""Patterns, and the kinds that they speak for."""
