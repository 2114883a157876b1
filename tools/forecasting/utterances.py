# ruff: noqa: E501  one form is one line
"""Forms in which planners ask for demand, and how good its forecasts were. See `tools.registry.Tool` for how a form is written."""

FORECAST_DEMAND: dict[str, tuple[str, ...]] = {
    "forecast": (
        "(forecast|predict) [the demand (of|for)] (<item>|<family>) [(at|in) <site>] [(for|over)] [<period>|<days>]",
        "what is the (forecast|demand forecast|expected demand|outlook) (of|for) (<item>|<family>) [(at|in) <site>] [<period>]",
        "(show|give) me the forecast (of|for) (<item>|<family>) [<period>|for <days>]",
        "how much (<item>|<family>) will we sell [<period>] [(at|in|through) (<site>|<channel>)]",
        "(expected|future) (demand|sales) (of|for) (<item>|<family>) [<period>]",
        "why (is|did|does) the forecast (of|for) <item> [so|look|be] (high|low|jump|drop|change|rise|fall)",
        "why (is|are|does|do) (demand|sales) (for|of|in) (<item>|<family>) (rising|falling|growing|shrinking|going up|going down|so high|so low|rise|fall)",
        "what (drives|is behind|explains) the (forecast|demand) (of|for) (<item>|<family>) [<period>]",
        "how (will|does) demand (for|of) (<item>|<family>) (develop|look|change|evolve) [<period>]",
        "(demand|sales) (plan|forecast|outlook) (<item>|<family>) [<days>|<period>]",
        "what (do|will|are) (customers|retailers|<channel>) (buy|order|ask for|going to buy) of (<item>|<family>) [<period>]",
        "(compare|comparison of) [the] (forecast|forecasts|demand|outlook) (of|for|between) (<item>|<family>) [(at|in) <site>] [<period>]",
        "will (<item>|<family>) sell (more|better|less) [than before] [<period>]",
        "what (do|will|would) (we|you) (think|reckon|guess) (we will|we'll) sell of (<item>|<family>) [(at|in) <site>] [<period>]",
        "weekly forecast (of|for) (<item>|<family>) [<period>]",
        "[give me|show me|i need] (a|the) [demand|sales] forecast [please] [for <days>]",
        "(forecast|predict) (<item>|<family>) [(at|in) <site>] (for <days>|<period>)",
        "how many [units|cases|pieces] of (<item>|<family>) (will|do|does) (<channel>|<site>|customers|we|they) (take|buy|sell|need|order|want) [<period>]",
        "what (do we|do you|does the plan) (expect|think|assume) [we will|to] (sell|sold) of (<item>|<family>) [(at|in) <site>] [<period>]",
        "(sales|demand) we (expect|plan) (of|for) (<item>|<family>) [(at|in) <site>] [<period>]",
        "do we expect more or less demand for (<item>|<family>) [<period>]",
        "(forecast|predict) [the] (total|company|overall) [demand|sales] [<period>|for <days>]",
        "(total|company|overall) [demand|sales] forecast [<period>|for <days>]",
    ),
}

MEASURE_FORECAST_ACCURACY: dict[str, tuple[str, ...]] = {
    "accuracy": (
        "how (accurate|good|reliable) (is|was|has been|are) (the|our) (forecast|forecasts|demand forecast) [(of|for) (<item>|<family>)] [<period>]",
        "[what is] [the|our] (forecast accuracy|wape|mase|bias|forecast error|forecast bias) [(of|for|in) (<item>|<family>)] [<period>]",
        "(do|are|did) we (over|under)(forecast|forecasting) (<item>|<family>)",
        "how (far off|wrong|bad|biased) (is|was|were) (the|our) forecast [(of|for) (<item>|<family>)] [<period>]",
        "can (i|we) trust the forecast (of|for) (<item>|<family>)",
        "does the forecast beat (naive|the naive one|last year) [(for|on) (<item>|<family>)]",
        "which (items|families) (are|is) (hardest|worst|badly) [to] (forecast|forecasted)",
        "(measure|check|evaluate) [the] [forecast] accuracy [(of|for) (<item>|<family>)]",
        "[what is|what's|tell me] the (wape|mase|bias|forecast error|mape|accuracy|fva) (of|for|in|on) (<item>|<family>|<site>)",
        "can (i|we) (believe|rely on|trust|count on) (the|your|these) (numbers|figures|forecasts|predictions) [you forecast|of the forecast] (for|of) (<item>|<family>)",
        "how (good|accurate|reliable|far off) (was|is|has) it [been] [so far|in the past|until now|<period>]",
        "how well (did|do) we (predict|forecast) (<item>|<family>) [<period>]",
    ),
}

SHOW_PAST_DEMAND: dict[str, tuple[str, ...]] = {
    "past_demand": (
        "how much <item> did we sell [<period>|last week|last month|last year|yesterday] [(at|in) <site>] [(to|through) <channel>]",
        "what did we sell (of|in) (<item>|<family>) [last week|last month|last quarter|<period>] [(at|in) <site>]",
        "(past|actual|historic|historical|last month's|last week's) (sales|demand) (of|for) (<item>|<family>) [(at|in) <site>]",
        "(show|give|list) [me] [the] (sales|demand) (history|actuals|of last month|of last week|figures) [(of|for) (<item>|<family>)] [(at|in) <site>]",
        "(sales|demand) of (<item>|<family>) (last week|last month|last year|yesterday|so far this year|over the last <days>) [(at|in) <site>]",
        "how (did|have) (<item>|<family>) (sell|sold|do|done|go) [last week|last month|last year|<period>|lately|recently] [(at|in) <site>]",
        "what was (sold|shipped|ordered|demanded) of (<item>|<family>) [<period>|last month|last week]",
        "(how many|how much) [units|cases] [of] (<item>|<family>) (were|was|have been) (sold|shipped|ordered) [<period>|last month] [(to|through|by) <channel>]",
        "(revenue|turnover) of (<item>|<family>) (last month|last week|last year|last quarter|<period>)",
        "what did <channel> (buy|take|order) [of (<item>|<family>)] (last week|last month|last year|<period>)",
        "(compare|how do) last (month|week) [sales|with] [of (<item>|<family>)] [compare] (with|to|against) [the same (month|week)] last year",
        "actuals (of|for) (<item>|<family>) [by (month|week|day)] [<period>]",
    ),
}
