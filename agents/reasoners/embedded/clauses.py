"""The clauses of a message: which are questions of their own, and which only lead in or go on."""

import re
from collections.abc import Sequence

from .reasons import wished_named
from .slots import Slots
from .unresolved import pointed_at

_VERBS = (
    r"what|how|which|why|when|who|where|show|forecast(?! (?:against|versus|vs|accuracy|errors?|bias|and|with)\b)|project|propose|list|compare|give|tell|draft|expedite|push|create|"
    r"set|simulate|explain|check|can|could|is|are|do|does|will|would|should|suppose|delete|write|raise|lower|override|"
    r"plan|measure|rank|calculate|pull|did|has|have|was|were|if|who|whose|where|draft|buy|order(?![ -]up[ -]?to)|look|find"
)
_SHORTENED = "incl|excl|approx|e\\.g|i\\.e|eg|ie|vs|ca|resp|avg|mr|mrs|ms|dr|st|dept|dist|temp|qty"
_COUNTED = "no|nr|nos|pos|art|line|ln|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|wk"
_GOES_ON = "".join(rf"(?<!\b{word}\.)" for word in _SHORTENED.split("|")) + "".join(
    rf"(?!(?<=\b{word}\.)\s+\d)" for word in _COUNTED.split("|")
)
"""No sentence ends with a word cut short ("incl."), nor with one before its number ("no. 5", "Feb. 12")."""

_CLAUSE = re.compile(
    rf"(?<=[?!;.]){_GOES_ON}\s+"
    r"|(?<=:)\s+(?=(?:what|how|which|why|when|who|whose|where|is|are|do|does|did|can|could|show|list|give|tell)\b)"
    r"|\s+\+\s+(?!\d)|\s*;\s*"
    r"|(?<!\b(?:could|would) you)(?<!\bcan you)(?<!\bwill you)[,;]?\s+(?:and|then|plus|also|as well as|after that|&)[\s,]+(?:also\s+|then\s+|please\s+|separately[,\s]+|tell me\s+)*"
    rf"(?=(?:{_VERBS}|whether|what's|who's|where's|how's)\b)"
    r"|,?\s+and,\s+[^,.?!]{1,40},\s+(?=(?:whether|what|how|which|why|when|who|where)\b)"
    r"|,\s+(?=(?:what|how|which|why|when|who|where|show|forecast|project|list|draft|compare|explain)\b)",
    re.I,
)
_NUMBERED = re.compile(
    rf"(?:[,;]?\s+|^)(?:and\s+|then\s+)*(?:first|second|third)(?:ly)?[\s,:]+(?=(?:{_VERBS})\b)|{_CLAUSE.pattern}", re.I
)
"""Where parts begin that are counted: "first how did it sell and second what is left"."""

_COUNTS_ON = re.compile(rf"\bfirst(?:ly)?[\s,:]+(?:{_VERBS})\b.*\bsecond(?:ly)?[\s,:]+(?:{_VERBS})\b", re.I)
_CONDITION = re.compile(
    r"^(?:(?:and|but|so|then|ok|also)\s+)?(?:if|when(?!\s+(?:do|does|did|is|are|was|will|can|should|would))|once|before|while|whenever|as long as|assume|let[’']?s (?:say|assume)|suppose|supposing|assuming|given|in case|because|since|imagine)\b[^?.!;]*$",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:compar\w*|versus|vs|against|between|difference|both|together|combined|what if|if)\b", re.I
)
_WEAK = re.compile(r"\s*(?:,\s*and|\band|\bplus|\bas well as|&|,)\s+(?:also\s+)?", re.I)
_REASON = re.compile(r"^(?:we|i|they|it|he|she|because|as|since|so|which|that)\b", re.I)
_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.I))
    for name, words in (
        ("accuracy", r"accura\w+|bias|wape|mape|forecast error|errors?"),
        ("forecast", r"forecasts?|outlook|expected (?:demand|sales)"),
        ("budget", r"budgets?"),
        ("excess", r"excess|over-?stocks?|too much|surplus"),
        ("shortage", r"stock-?outs?|stock outs?|shortages?|run(?:s|ning)? (?:out|short|dry)"),
        ("stock", r"stocks?|inventory|projections?|projected|on hand"),
        ("late", r"late|overdue|delay(?:s|ed)?|slipp(?:ed|ing)|behind (?:schedule|plan|time)|stuck"),
        (
            "replenishment",
            r"(?:to|should we|must we) (?:order|buy)|order proposals?|replenish\w*|suggested (?:order|quantit\w+)",
        ),
        ("policy", r"polic(?:y|ies)|rules?"),
        ("proposals", r"proposals?|inbox|approvals?"),
        (
            "sold",
            r"sold|past sales|sales history|sales(?! (?:orders?|forecasts?|plans?|teams?|people|reps?|prices?))|actuals",
        ),
        ("orders", r"open orders|purchase orders|arrivals|transfers|receipts"),
    )
)
_SHORTEST = 2
_MOST = 4

_IT = re.compile(r"\b(?:it|them|that|this)\b", re.I)
_TAIL = re.compile(
    r"^\s*(?:so |and |then |but )*(?:(?:how bad|what (?:happens|then|now|next|else|breaks)|so what|then what|any ideas?|ideas|thoughts|true|right|ok)"
    r"\b.{0,15}|(?:is|was|would|will) (?:that|this|it|there) (?:still |then )?(?:be )?(?:a )?(?:good |bad |big )?(?:enough(?: stock)?|ok|okay|fine|problem|issue|"
    r"bad|sufficient|feasible|possible|safe|worth it|worth the trouble|idea)|(?:does|do|did|would|will) (?:it|that|this) (?:even |really |still )?(?:help|work|suffice|matter|hurt|do|bite)(?: us)?(?: at all| much)?"
    r"|(?:do|can|could|would|will|shall) we (?:still )?(?:cope|manage|survive|make it|get by|get through|hold out|stand it|take it|live with (?:it|that))"
    r"|(?:are|would|will) we (?:still )?(?:be )?(?:ok|okay|fine|safe|covered|in trouble)|prove me wrong|(?:tell me|correct me) if i[’']?a?m wrong|am i right|worth it|yes or no"
    r"|what(?:[’']s| is) the damage)[?.!]*\s*$",
    re.I,
)
_FINITE = re.compile(
    r"\b(?:am|is|are|was|were|stands?|stops?|isn't|aren't|has|have|had|will|wants?|wanted|called|calls|says?|said|ordered|needs|remains?|stays?|goes|went|ships?|asks?|asked|"
    r"told|tells|comes?|came|keeps?|gets?|got|broke|breaks|affects|helps|matters|heard|saw|seen|met|spoke|learn(?:ed|t)|noticed|wonder(?:ed)?|thinks|"
    r"knows|knew|hates|sits|sat|buys|slips|slipped|swims|runs|holds|takes|began|begins|starts|ends|leaves|left|closes|opens|wins|won|loses|lost|"
    r"cancel(?:s|led)|confirm(?:s|ed)|announced|promised|delist(?:s|ed)|listed|fails|failed|missed|believe|hope|guess|fear|feel|felt|rang|phoned|"
    r"made (?:me|us))\b|[’'](?:s|re|ve|m)\b|\b(?:i|we|they|you|he|she) "
    r"(?:run|manage|visit|work|look after|take over|stand|sit|start|drive|see|meet|report|present|go|leave|travel|hate|like|read|know|promised|sold|bought|made|found|thought)\b",
    re.I,
)
_ASKS = re.compile(
    rf"^(?:(?:and|so|ok|okay|now|please|hi|hello|hey|morning|good morning|first|then|also|quick question)[\s,:]+)*(?:{_VERBS}|what|who|where|whether|"
    r"any|anything|let|move|bump|add|reduce|cut|order|transfer|make|change|keep|put|bring|get|try|test|increase|decrease|remove|cancel|delay)"
    r"(?:\b|['’])"
    r"|\b(?:i|we)(?:[’']d)? (?:want|need|would like|like|must|have to|should|wish)\b|\bplease\b|\?\s*$|^\W*if\b",
    re.I,
)
_HAS_TO = re.compile(
    r"^(?:(?:hi|hello|morning|so|ok|and)\W+)*(?:i|we)(?:[’']ve got| have got)? (?:have|need|must|want|ought|should|will)? ?(?:to )?(?:soon |now |still )?"
    r"(?:rent|hire|sign|report|present|meet|pay|inform|brief|staff|roster|negotiate|call|talk|speak|"
    r"(?:book|reserve|arrange) (?:\S+ ){0,3}(?:space|slots?|trucks?|rooms?|pallets?|docks?|people|staff|shifts?))\b[^?]*$",
    re.I,
)
"""What somebody has to do who asks for something else: "We have to rent pallets." """

_ASKS_LATER = re.compile(
    r"(?:[:–—]|\s-)\s+(?:what|which|how|when|where|who|why|is|are|do|does|did|can|could|show|list|give|tell)(?:\b|['’])"
    r"|,\s+(?:what|how|when|why)(?:\b|['’])",
    re.I,
)
"""A question behind what it is about: "basil paste: what's left of it"."""

_INTRODUCES = re.compile(
    r"(?:(?:ok|so|and|now|please|tell|me|more|about|look|looking|at|on|the|our|for|in|of|as|regarding|concerning|take|consider|back|to|"
    r"question|talking|let'?s|i|am|i'm|need|something|quick|also|know|want|would|like|d|uh|um|erm|er|ehm|hm)\b[\s,:]*)*",
    re.I,
)
_NARROWS = re.compile(
    r"^(?:(?:and|but|also|then|or|please)\s+)*(?:by|per|for|in|at|from|with|without|within|over|until|only|just|includ\w+|incl|excl|"
    r"exclud\w+|whatever|whichever|no matter|regardless|split|broken|sorted|ranked|grouped|(\w+) by \1|"
    r"count(?:ing)?|assuming|ignoring|leave|leaving|in total|all together|everything|both|together|at the same time|(?:two|both|three) (?:things )?(?:at once|together)|worst|biggest|largest|newest|oldest)\b",
    re.I,
)
"""How a part begins that only says how, or of what, the part before is to be answered."""

_OUTCOME = re.compile(
    r"\s*[.,;:!?–-]*\s+(?:so |and |then |but )*(?:(?:does|would|will) (?:it|that|this) (?:even |really |still )?help(?: us)?(?: at all| much)?"
    r"|(?:do|can|could|would|will) we (?:still )?(?:cope|manage|survive|get by|get through|hold out)|(?:are|would|will) we (?:still )?(?:be )?(?:safe|covered)"
    r"|prove me wrong)\s*[?.!]*\s*$",
    re.I,
)
"""An end that asks what comes of something, in many ways."""

_HOW_TO = re.compile(
    r"(?:,\s+(?:with|without|counting|including|excluding|assuming|ignoring)\b|(?:,|[.;])?\s+(?:(?:and|but|then)\s+)(?:please\s+)?(?:count|include|includ\w+|assume|leave (?:out|aside)|ignore|split|sort|rank|group|break)\b)"
    r"[^?.!;]*[.!?]*$",
    re.I,
)
_LEADING_WORDS = 4
_COUNTS_THINGS = re.compile(
    r"^(?:i have |i[’']ve got |just |ok,? )*(?:one|two|three|four|a couple of|a few|some|several) (?:quick |small |other )?"
    r"(?:things?|questions?|matters?|points?|requests?|topics?)\b[^?]*$",
    re.I,
)
"""What only says how many questions follow."""

_THINGS_TO_COME = re.compile(rf"{_COUNTS_THINGS.pattern.removesuffix('[^?]*$')}[^?:,]{{0,30}}[:,]\s*", re.I)
"""That before what follows: "Two things for my notes: …"."""

_OF_WHICH = re.compile(
    r"^(?:and\s+|so\s+)*(?:of|among|amongst|out of|from|for|in|at)\s+(?:the|all|those|these|what|everything|our|my)\b",
    re.I,
)
_OURSELVES = re.compile(r"\b(?:i|we|me|us)\b", re.I)
_PLEASE = re.compile(r"\b(?:please|pls|plz)\b", re.I)
_AGAIN = re.compile(
    r"^(?:(?:and|then|please)\s+)*(?:run|simulate|play|calculate|compute|do|test|check|show|look at|model)\s+"
    r"(?:it|this|that|the whole thing|(?:\S+ ){1,3}of (?:it|this|that))\b(?!\s+(?:to|up)\b)[^?]*$"
    r"|^(?:(?:and|then|just|please)\s+)*(?:simulate|simulation|sim|what if)(?:\s+(?:only|please|pls))*(?:\s+(?:from|for|at|of)\s+\S+)?\W*$",
    re.I,
)
"""A part that says over what time, or how, what stands before it is to be run: "Simulate 20 weeks of it." """

_I_MEAN = re.compile(
    r"^(?:that is|i mean|meaning|namely)\b|^(?:the (?:ones|one|things?)|those|these|only|just)\b[^?]*?,? (?:i mean|that is|i meant)\W*$",
    re.I,
)
"""A part that only says in other words what the part before is about: "the ones turned down I mean"."""

_LOOKS_AHEAD = re.compile(
    r"^(?:(?:and|then|please)\s+)*(?:look|go|run|simulate)\s+(?:for\s+)?(?:the\s+next\s+)?\S+\s+(?:days|weeks|months)(?:\s+(?:ahead|out|for (?:me|us)))*\W*$"
    r"|^(?:(?:and|so)\s+)*(?:what|how) (?:would|will|do|does) the (?:next|coming|following) \S+ (?:days|weeks|months) (?:then )?look(?: like)?\W*$",
    re.I,
)
"""A part that only says how far ahead to look."""

_NOT_NARROWING = re.compile(
    r"^(?:just|only|for)\s+(?:to|so|your|the record|info\w*|that|this)\b|^in (?:that|this) case\b", re.I
)
_REMARKS_NAME = frozenset({"number", "day", "person"})
"""What a remark may name without being more than one: "I see them at 11"."""

_LOOKS = frozenset(
    {
        *("exceptions", "late_orders", "orders", "stock", "brief", "past_demand"),
        *("accuracy", "budget", "proposals", "policy", "forecast", "projection"),
    }
)
"""Kinds whose questions a remark behind them changes nothing of."""

_POINTS = re.compile(r"\b(?:it|its|this|that|those|these|them|they|their|theirs|there|the same|then)\b", re.I)
_THAT_TIME = re.compile(
    r"\b(?:that|those|this) (?:very |one |two |three )?(?:week|day|weekend|month|date)s?\b|\bfrom then\b", re.I
)
_POINTS_BACK = re.compile(r"\b(?:ones?|those|these|they|them|of that|of it)\b", re.I)
_OF_US = re.compile(
    r"^(?:(?:hi|hello|morning|good morning|so|ok)\W+)*(?:i|we|i[’']m|we[’']re|i[’']ve|we[’']ve)\b", re.I
)
"""How somebody begins who says where they are, or what they are about to do: "I'm rostering the dock in Venlo." """

_ANYWHERE = re.compile(
    r"\b(?:everywhere|anywhere|all (?:sites|places|warehouses)|network|in total|overall|other|else(?:where)?)\b", re.I
)
_THEY = re.compile(r"\b(?:do|have|did|are|will|can|what|of|for|from|by) (?:they|them)\b", re.I)
"""A customer or a supplier that was spoken of."""

_OF_AN_ITEM = frozenset({"item", "family", "order", "supplier", "exception", "proposal"})
_SUBJECTS = _OF_AN_ITEM | {"site", "channel", "region", "person", "customer"}


def clauses_of(said: str) -> list[str]:
    """Return the clauses of a message that can be questions of their own, at most four.

    Examples
    --------
    >>> clauses_of("Show the gap to budget, and which orders are late?")
    ['Show the gap to budget', 'which orders are late?']
    """
    separators = _NUMBERED if _COUNTS_ON.search(said) else _CLAUSE
    spans: list[tuple[int, int]] = []
    start = 0
    for end, following in [*(match.span() for match in separators.finditer(said)), (len(said), len(said))]:
        part = said[start:end]
        is_short = len(part.split()) < _SHORTEST or len(spans) == _MOST or _TAIL.match(part) is not None
        if spans and (is_short or _narrows(part) or _leads_in(said, spans[-1], start)):
            spans[-1] = (spans[-1][0], end)
        elif part.strip():
            spans.append((start, end))
        start = following
    parts = [said[slice(*span)].strip() for span in spans]
    if len(parts) > 1 and len(parts[0].split()) < _SHORTEST and not parts[0].endswith(("!", ".", "?")):
        parts[:2] = [f"{parts[0]} {parts[1]}"]
    return parts


def _narrows(part: str) -> bool:
    """Whether a part asks nothing new and only narrows what stands before it: "By product group." """
    is_own = (
        part.rstrip().endswith("?")
        or _ASKS.search(_PLEASE.sub("", part))
        or _FINITE.search(part)
        or _NOT_NARROWING.match(part)
    )
    return (_NARROWS.match(part) is not None and not is_own) or any(
        words.match(part) for words in (_AGAIN, _LOOKS_AHEAD, _I_MEAN)
    )


def _leads_in(said: str, span: tuple[int, int], following: int) -> bool:
    """Whether a part only leads in to the next: a condition, or what stands before a comma and asks for nothing."""
    part, between = said[slice(*span)], said[span[1] : following].strip()
    if _COUNTS_THINGS.match(part):
        return False
    if _LOOKS_AHEAD.match(part) or _CONDITION.match(part) or (between == "," and _OF_WHICH.match(part)):
        return True
    said_of = part.partition(":")[2]
    if between == "," and said_of.strip() and topic_of(said_of):
        return False
    asks = _OURSELVES if part.endswith(":") else _ASKS
    return (between == "," or part.endswith(":")) and not asks.search(part.strip()) and not _FINITE.search(part)


def is_introduction(slots: Slots) -> bool:
    """Whether a clause only says what the following one is about: "tell me more about A-104", "the basil paste"."""
    rest = list(slots.said)
    for found in (*slots.found.mentions, *slots.found.periods):
        rest[found.start : found.end] = " " * (found.end - found.start)
    return bool(slots.found.mentions) and _INTRODUCES.fullmatch("".join(rest).strip(" .,:;!-")) is not None


def asks_for(said: str) -> bool:
    """Whether a clause asks for something, or wants something done."""
    return _ASKS.search(said.strip()) is not None


def is_statement(said: str) -> bool:
    """Whether a clause tells something and asks for nothing: "Rotkehl has ordered a lot of rice"."""
    if _HAS_TO.match(said):
        return True
    return _FINITE.search(said) is not None and not (_ASKS.search(said) or _ASKS_LATER.search(said))


def main_part(said: str) -> str:
    """Return a message without an end that only says what to do about the answer; what is asked is told by the rest.

    Examples
    --------
    >>> main_part("Project A-104 at Lyon, and count the orders that the policy would still place.")
    'Project A-104 at Lyon'
    """
    said = _OUTCOME.sub(", what happens?", said)
    end = _HOW_TO.search(said)
    return said[: end.start()] if end and len(said[: end.start()].split()) >= _LEADING_WORDS else said


def without_remarks(asked: Sequence[Slots], kinds: Sequence[str]) -> list[int]:
    """Return the numbers of the clauses that are left without remarks that name nothing to look at.

    Nothing is left of a message of one piece, whose clauses mean nothing alone: "Trucks are late. Which ones matter?",
    "Order 300 of them. It's needed by Friday." Remarks are what leads in to a question ("Two things I need:", "I am new here."), and what is told after one that only
    looks: "It affects my bonus."

    Parameters
    ----------
    kinds
        The likeliest kind of each clause.
    """
    first, second = asked[:2]
    if is_statement(first.said) and not first.named and topic_of(first.said) and _POINTS_BACK.search(second.said):
        return []
    if kinds[0] not in _LOOKS and is_statement(second.said) and _POINTS.search(second.said) and _is_detail(second):
        return []
    kept: list[int] = []
    for number, slots in enumerate(asked):
        is_first, is_last = not kept, number == len(asked) - 1
        is_lead = (
            is_first
            and not is_last
            and (is_statement(slots.said) or slots.said.endswith(":") or _COUNTS_THINGS.match(slots.said))
        )
        if is_lead and slots.found.periods and _THAT_TIME.search(asked[number + 1].said):
            is_lead = False
        is_end = kept and kinds[kept[0]] in _LOOKS and is_statement(slots.said)
        if not ((is_lead or is_end) and slots.named <= _REMARKS_NAME):
            kept.append(number)
    return kept


def _is_detail(slots: Slots) -> bool:
    return not slots.found.mentions and bool(slots.named)


def topics_of(slots: Slots) -> list[str]:
    """Return the things that one verb asks for: "the forecast and the stock of A-104"; nothing where it asks for one.

    Each of them has to speak of something else that can be shown.
    """
    said = _THINGS_TO_COME.sub("", slots.said)
    if _COMPARED.search(said):
        return []
    offset = len(slots.said) - len(said)
    joints = [
        match
        for match in _WEAK.finditer(said)
        if not any(m.start - offset < match.end() and match.start() < m.end - offset for m in slots.found.mentions)
    ]
    for chosen in [joints, *([joint] for joint in joints)]:
        starts, ends = [0, *(joint.end() for joint in chosen)], [*(joint.start() for joint in chosen), len(said)]
        parts = [said[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        topics = {topic_of(part) for part in parts}
        goes_on = any(_REASON.match(part) or _NARROWS.match(part) for part in parts[1:])
        if 1 < len(parts) <= _MOST and None not in topics and len(topics) == len(parts) and not goes_on:
            return parts
    return []


def topic_of(said: str) -> str | None:
    """Return what can be shown that some words speak of; `None` where they speak of no such thing."""
    return next((name for name, pattern in _TOPICS if pattern.search(said)), None)


def shared(first: Slots, second: Slots) -> str:
    """Return what one clause names and another leaves out, as words to add to the other."""
    words: list[str] = []
    points = _POINTS.search(second.said) is not None
    named = wished_named(second)
    is_of_one = "item" in first.named
    if not named & _OF_AN_ITEM and (not named & _SUBJECTS or points or "site" in named):
        kinds = ("order", "item", "family") if _IT.search(second.said) and not is_of_one else ("item", "family")
        words += [f"for {entity.id}" for kind in kinds if (entity := first.entity(kind))][:1]
    is_here = _OF_US.match(first.said) is not None and is_statement(first.said) and not _ANYWHERE.search(second.said)
    if not named & {"site", "region"} and (points or is_here or (words and not named & _SUBJECTS)):
        words += [f"at {entity.id}" for entity in [first.entity("site")] if entity is not None]
    is_of_partner = points and not named & _SUBJECTS and not words
    if is_of_partner or (_THEY.search(second.said) and not named & {"supplier", "customer", "order"}):
        partner = first.entity("supplier") or first.entity("customer")
        words += [f"{'from' if partner.kind == 'supplier' else 'for'} {partner.id}"] if partner else []
    words += [pointed] if not words and (pointed := pointed_at(second, first)) else []
    if not second.found.periods and not second.quantity("duration") and first.period is not None:
        words.append(first.said[first.period.start : first.period.end])
    return " ".join(words)
