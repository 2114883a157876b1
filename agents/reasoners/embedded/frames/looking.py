"""Frames of questions that look at how things stand and what is coming."""

import re
from datetime import date

from ..concepts import concepts_in
from ..masking import plain
from ..quantities import NUMBER, number_of
from ..slots import Slots
from .amounts import after, before, limit, minimum_value
from .frame import Arguments, Ask, Frame, place, subject
from .senders import received, sending

FORTNIGHT = 14
DAYS_A_WEEK = 7
MOST_HORIZON_WEEKS = 26
FARTHEST_WEEKS = 78
MOST_EXCEPTIONS = 200
"""So many are looked through for those that orders can mend."""

KIND_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "excess",
        re.compile(
            r"\b(?:excess\w*|over[- ]?stock\w*|too (?:much|many)|surplus\w*|dead stock|sitting on|obsolet\w+|"
            r"(?:more|longer) (?:(?:stock|cases|cover) )?than (?:we|they|anyone|anybody|the market|it|customers) (?:(?:can|could|will|would|may|ever) )*"
            r"(?:need|use|sell|want|consume)s?|piled up|piling up|pil(?:e|es) of stock|stocks? (?:\w+ )?(?:is|are) (?:far |way |much )?too high|too high (?:a )?stocks?)\b"
        ),
    ),
    (
        "below_safety_stock",
        re.compile(
            r"\b(?:below|under|beneath|less than|lower than|into|eating into|dipp\w+ into)"
            r" (?:(?:the|its|their|our) )?(?:safety|buffer|cushion|min(?:imum)? stock)"
            r"|\b(?:breach\w*|undershoot\w*|violat\w*|break\w*|eats? up|used up)\b[^.?!]{0,20}\b(?:safety|buffer|cushion)"
            r"|\b(?:safety stocks?|buffers?|cushions?) (?:is |are |was |were |being )?(?:breach\w*|violat\w*|undershot|eaten|used up|gone)"
        ),
    ),
    (
        "demand_off_forecast",
        re.compile(
            r"\b(?:(?:way |far |well )?off (?:from )?(?:the |our |its |their |what (?:\w+ ){1,3})?(?:forecast|plan|planned|expected)|demand off|(?:away|deviat\w+|differ\w*|drift\w*|far|apart) from"
            r" (?:the |our |what (?:\w+ ){1,3})?(?:forecast|plan|planned|expected)|(?:above|below|ahead of|behind|over|under|beats?|beating|exceed\w*|outruns?"
            r"|outrunning) (?:the |our |its |their )?forecast|forecast (?:is|was|are) (?:off|wrong)|unexpected demand|"
            r"demand (?:surpris\w+|drift\w*|shifts?)|out of line with (?:the |our )?(?:forecast|plan)|off (?:what|the numbers|target)|"
            r"(?:more|less|higher|lower|faster|slower|quicker|better|worse|stronger|weaker|different(?:ly)?|otherwise) than"
            r" (?:(?:\w+ ){0,4})(?:foresaw|foreseen|forecast\w*|predicted|planned|expected|assumed|reckoned|thought|the plan|plan))\b"
        ),
    ),
    (
        "shortage",
        re.compile(
            r"\b(?:stock[- ]?outs?|out of stock|oos|(?:runs?|running|ran) (?:out|dry|short|empty)|sells? out|shortages?|"
            r"short(?! (?:summary|overview|list|version|answer|note|brief|rundown|and|of it|term|report|update|one|word|story)\b)|"
            r"(?:won.t|will not|not) be (?:there|here|available|in time)|be missing|go(?:es|ing)? (?:empty|short|dry)|empty shel(?:f|ves)|not enough stock|be out of|are out of)\b"
        ),
    ),
    (
        "late_supply",
        re.compile(
            r"\b(?:late (?:supply|supplies|deliver\w+|orders?|shipments?|arrivals?)|delays?|delayed|overdue|behind (?:schedule|time|plan)|slipp\w+|held up|"
            r"(?:running|comes?|coming|arriv\w+|be|is|are|delivering|delivers) (?:too )?late|not (?:coming|arriving|delivered|here) (?:on|in) time|"
            r"(?:after|past|beyond|later than) (?:its|their|the) (?:due |promised |agreed |confirmed )?dates?|later than (?:promised|agreed|planned|ordered|due)|"
            r"miss(?:es|ed|ing)? (?:its|their|the) (?:due |delivery )?dates?)\b"
        ),
    ),
)
"""The kind of exception by what is said of it, the first that is found."""

_SET_ASIDE = re.compile(
    r"\b(?:not|no|leav\w+(?: out| aside)?|without|except(?: for)?|ignor\w+|exclud\w+|forget(?: about)?|skip\w*|besides|"
    r"apart from|other than|never mind)\s+(?:the |any |all |about )*$"
)


def kind_asked(slots: Slots) -> str | None:
    """Return the kind of exception that a question asks for, if it is one; those that it sets aside are passed over."""
    said = slots.said.lower()
    kinds = [
        kind
        for kind, pattern in KIND_WORDS
        if any(not _SET_ASIDE.search(said[: match.start()]) for match in pattern.finditer(said))
    ]
    if set(kinds) == {"shortage", "late_supply"}:
        return "shortage"
    return kinds[0] if len(kinds) == 1 else None


def _bounds(slots: Slots) -> Arguments:
    """Return from how much money on, and how many lines."""
    least, most = minimum_value(slots), limit(slots)
    found: Arguments = {} if least is None else {"minimum_value": least}
    return found if most is None else {**found, "limit": most}


def _exceptions(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.last_day is not None and slots.last_day > 0:
        arguments["within_days"] = slots.days_ahead(FORTNIGHT, 182)
    kind = kind_asked(slots) or _kind_spoken_of(slots)
    if kind is not None:
        arguments["kind"] = kind
    return {**arguments, **_bounds(slots)}


def _kind_spoken_of(slots: Slots) -> str | None:
    """Return demand off its forecast, where a question speaks of demand and forecast and of no other trouble."""
    concepts = set(concepts_in(plain(slots.said)))
    is_off = "unforeseen" in concepts or {"demand", "forecast"} <= concepts
    is_other = bool(concepts & {"shortage", "excess", "late", "safety", "projection"})
    return "demand_off_forecast" if is_off and not is_other else None


def _brief(slots: Slots) -> Arguments | Ask:
    kind = kind_asked(slots)
    narrowed: Arguments = {} if kind is None else {"kind": kind}
    days = slots.days_ahead(FORTNIGHT, 182)
    return {**subject(slots), "within_days": days, "limit": MOST_EXCEPTIONS, **narrowed, **_bounds(slots)}


def _late(slots: Slots) -> Arguments | Ask:
    arguments = {**subject(slots), "kind": "late_supply", "limit": 100, **_bounds(slots)}
    if arguments.get("location_id") == sending(slots):
        arguments = {name: value for name, value in arguments.items() if name != "location_id"} | received(slots)
    if slots.last_day is not None and slots.last_day > 0 and slots.id("order") is None:
        arguments["within_days"] = slots.days_ahead(FORTNIGHT, 182)
    return arguments


BACKWARDS = Ask("The time named ends before it begins. From which day to which do you mean?")
PAST = Ask(
    "That time is past. I show what was sold only beside a forecast: ask for the forecast of coming weeks, or how "
    "accurate past forecasts were."
)
BEYOND = Ask("That lies beyond what is forecast. Ask for a nearer time.")


def _is_backwards(slots: Slots) -> bool:
    window = slots.window
    return window is not None and window[1] is not None and window[1] < window[0]


_PLANNED = re.compile(
    r"\b(?:includ\w+|with|count\w*|assum\w+|if we (?:place|release|follow)|once) [^.?!]{0,40}"
    r"(?:\bplanned|\bsuggest\w*|\bproposed orders|\bplanning (?:releases|orders)|\b(?:policy|plan|system|planning) (?:would|will|still)|"
    r"\b(?:would|will) still (?:be )?(?:place|order|buy)\w*|\borders (?:to come|not yet placed|still to be placed))"
    r"|\border(?:s|ed)?\b[^.?!]{0,30}\b(?:policy|plan|system|planning) (?:(?:has|have) (?:yet|still) to|is (?:yet|still|going) to|will) (?:place|order|release|raise|buy)"
    r"|\b(?:planned|suggested|proposed)(?: \w+){0,2} (?:included|counted|also|too|as well|both)\b"
    r"|\b(?:keeps?|continues?|goes on|go on|carr(?:y|ies) on)\b[^.?!]{0,12}\b(?:order|buy|purchas|replenish|plac|releas|plan)\w*"
    r"|\b(?:order|buy|replenish)\w* (?:just |simply )?(?:as|like) (?:it |we |they )?(?:usual(?:ly)?|normal(?:ly)?|always|ever|planned)",
    re.I,
)
_UNPLANNED = re.compile(r"\b(?:without|not|no|exclud\w+|ignor\w+) [^.?!]{0,20}planned", re.I)


def _projection(slots: Slots) -> Arguments | Ask:
    if _is_backwards(slots):
        return BACKWARDS
    if slots.last_day is not None and slots.last_day < 0:
        return PAST
    if slots.id("item") is None:
        return Ask("Which item do you want to see the projected stock of?")
    arguments: Arguments = {"item_id": slots.id("item")}
    if slots.id("site"):
        arguments["location_id"] = slots.id("site")
    if slots.last_day is not None and slots.last_day > 0:
        arguments["days"] = min(slots.days_ahead(28, 182) + slots.names_last_day, 182)
    if _PLANNED.search(slots.said) and not _UNPLANNED.search(slots.said):
        arguments["include_planned"] = True
    return arguments


_STATISTICAL = re.compile(
    r"\b(?:statistic\w*|(?:pure|raw|plain|model(?:'s)?|machine|system|baseline)[- ](?:statistical )?(?:forecast|model)|"
    r"(?:model|maths?|algorithm|machine|statistics|computer|system) (?:only|alone|on (?:its|their) own|by (?:it|them)sel(?:f|ves)|itself|untouched)|untouched forecast|"
    r"(?:without|before|ignor\w+|minus|exclud\w+|leav\w+ (?:out|aside)|strip\w* (?:out|off|away)|no|never mind|forget(?:ting)?(?: about)?|disregard\w*|regardless of|"
    r"set(?:ting)? aside|not counting) [^.?!]{0,30}"
    r"(?:overrides?|adjustments?|touch|tinkering|corrections|judg\w*|changes by))",
    re.I,
)
_WILL = re.compile(r"\b(?:will|going to|coming|ahead|expect\w*|next|be)\b", re.I)
_OF_THE_PAST = re.compile(r"\b(?:than|as|like|against|vs|versus|compared|same)\b", re.I)


def _only_compares_with_the_past(slots: Slots) -> bool:
    """Whether a past time only stands there to be compared with: a forecast shows the year before anyway."""
    return bool(_WILL.search(slots.said) and _OF_THE_PAST.search(slots.said))


def _forecast(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if "item_id" not in arguments and "family" not in arguments:
        return Ask("The forecast of which item or family?")
    if _is_backwards(slots):
        return BACKWARDS
    if slots.first_day is not None and slots.first_day > 7 * FARTHEST_WEEKS:
        return BEYOND
    is_past = slots.last_day is not None and slots.last_day < 0
    if is_past and not _only_compares_with_the_past(slots):
        return PAST
    if slots.id("channel"):
        arguments["channel_id"] = slots.id("channel")
    if slots.last_day is not None and not is_past:
        arguments["weeks"] = slots.weeks_ahead(13, FARTHEST_WEEKS)
    if _STATISTICAL.search(slots.said):
        arguments["source"] = "statistical"
    return arguments


_EACH = r"(?:by|per|which|each|every|what)(?: (?:one|ones))?(?: of)?(?: (?:the|our|your|my|its|single|individual|different|two|three|four))*"

_BY: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "location",
        re.compile(
            rf"\b(?:{_EACH} (?:location|place|site|warehouse|dc|(?:distribution |regional )?(?:centre|center)|region|depot|hub)s?|"
            r"(?:rank|compare) (?:the )?(?:sites|locations|places|warehouses|dcs|centres))\b",
            re.I,
        ),
    ),
    (
        "family",
        re.compile(
            rf"\b(?:families|{_EACH} (?:product )?(?:family|group|category|range)|"
            r"(?:product )?(?:groups|categories))\b",
            re.I,
        ),
    ),
    (
        "item",
        re.compile(
            rf"\b(?:{_EACH} (?:item|product|sku|article)s?|(?:items|products|skus|articles))\b",
            re.I,
        ),
    ),
)
"""What is ranked, by the words that say so."""

_AHEAD = re.compile(r"^[\s-]*(?:horizon|ahead|out|in advance|lead|lag|before)|^[\s-]*forecasts?\b", re.I)
_WEEKS_OUT = re.compile(
    rf"\b({NUMBER})[\s-](week|month|day)s?[\s-](?:out|ahead|in advance|in front|horizon|before|beforehand)\b", re.I
)
_OUT = re.compile(r"\b(?:out|ahead|in advance|before(?:hand)?)$", re.I)
_ORIGINS = re.compile(rf"\b({NUMBER})\s(?:past |different |forecast )?(?:origins|cut-?offs|starting points)\b", re.I)
FEWEST_ORIGINS, MOST_ORIGINS = 2, 12
_WEEKS_A_UNIT = {"week": 1.0, "month": 52 / 12, "day": 1 / DAYS_A_WEEK}
_HORIZON = re.compile(r"\b(?:horizon|lead|lag|look\w*|ahead|over)\b[^.?!]{0,20}$", re.I)


def _accuracy(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    by = next((by for by, words in _BY if words.search(slots.said)), None)
    if by is not None:
        arguments["by"] = by
    length = slots.quantity("duration")
    if length is not None and (_AHEAD.match(after(slots, length)) or _HORIZON.search(before(slots, length))):
        arguments["horizon_weeks"] = min(max(round(length.value / DAYS_A_WEEK), 1), MOST_HORIZON_WEEKS)
    elif ahead := _WEEKS_OUT.search(slots.said):
        arguments["horizon_weeks"] = min(
            max(round(number_of(ahead[1]) * _WEEKS_A_UNIT[ahead[2].lower()]), 1), MOST_HORIZON_WEEKS
        )
    elif slots.period and slots.period.days_ahead and _OUT.search(slots.said[: slots.period.end]):
        arguments["horizon_weeks"] = slots.weeks_ahead(1, MOST_HORIZON_WEEKS)
    origins = _ORIGINS.search(slots.said)
    if origins is not None:
        arguments["origins"] = min(max(round(number_of(origins[1])), FEWEST_ORIGINS), MOST_ORIGINS)
    most = limit(slots)
    return arguments if most is None else {**arguments, "limit": most}


_FULL_YEAR = re.compile(
    r"\b(?:(?:full|whole|entire|calendar|complete|fiscal|financial|all) year|full[- ]year|12 months of)\b", re.I
)
_TO_YEAR_END = re.compile(
    r"\b(?:year[- ]?end|end of (?:the |this )?year|rest of (?:the |this )?year|remainder of (?:the |this )?year|eoy|"
    r"land the year|finish the year|close the year|remaining months)\b",
    re.I,
)


def _budget(slots: Slots) -> Arguments | Ask:
    arguments: Arguments = {}
    if slots.id("family"):
        arguments["family"] = slots.id("family")
    share = slots.quantity("percent")
    if share is not None and abs(share.value) <= 1:
        arguments["tolerance"] = abs(share.value)
    stretches = [period for period in slots.found.periods if not period.is_point]
    first, last = min((p.first for p in stretches), default=None), max((p.last for p in stretches), default=None)
    if _FULL_YEAR.search(slots.said):
        year = first.year if first is not None else slots.today.year
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif _TO_YEAR_END.search(slots.said):
        first, last = slots.today, date(slots.today.year, 12, 31)
    if first is not None and last is not None:
        arguments["first_month"] = first.replace(day=1).isoformat()
        arguments["months"] = min(max(12 * (last.year - first.year) + last.month - first.month + 1, 1), 12)
    return arguments


SUBJECT = frozenset({"item", "family", "site", "region", "channel", "period", "day", "duration"})

FRAMES = (
    Frame(
        "brief",
        "list_exceptions",
        _brief,
        lambda slots: f"What will hurt us{place(slots)}, and what should we do?",
        welcomes=SUBJECT,
        survey="work",
        reach=182,
    ),
    Frame(
        "exceptions",
        "list_exceptions",
        _exceptions,
        lambda slots: f"Show the exceptions{place(slots)}",
        welcomes=SUBJECT | {"money"},
        survey="line",
        reach=182,
    ),
    Frame(
        "late_orders",
        "list_exceptions",
        _late,
        lambda slots: f"Which orders are late{place(slots)}?",
        welcomes=SUBJECT | {"supplier", "order", "money"},
        heeds=frozenset({"supplier"}),
    ),
    Frame(
        "projection",
        "project_inventory",
        _projection,
        lambda slots: f"Project the stock{place(slots)}",
        requires=(("item",),),
        welcomes=SUBJECT - {"family"},
        reach=182,
    ),
    Frame(
        "forecast",
        "forecast_demand",
        _forecast,
        lambda slots: f"Forecast the demand{place(slots)}",
        requires=(("item", "family"),),
        welcomes=SUBJECT,
        reach=7 * FARTHEST_WEEKS,
    ),
    Frame(
        "accuracy",
        "measure_forecast_accuracy",
        _accuracy,
        lambda slots: f"How accurate is the forecast{place(slots)}?",
        welcomes=SUBJECT,
    ),
    Frame(
        "budget",
        "reconcile_with_budget",
        _budget,
        lambda slots: f"Compare plan and budget{place(slots)}",
        welcomes=frozenset({"family", "channel", "period", "percent"}),
    ),
)
