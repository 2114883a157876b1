"""What speaks for and against a kind of question besides what the head has learned.

A wish is not a question, a supposition is not a wish, and what is past has no forecast. Such signs hold whatever words
a person chooses, so they are not left to what forms happen to teach.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .concepts import concepts_in
from .courtesy import HELLO
from .elsewhere import ELSEWHERE
from .frames import Frame
from .harm import HIDES, REMOVES
from .masking import mask
from .reasons import without_reason
from .slots import Slots
from .strange import strange_words
from .talk import LACKS
from .terms import TERMS
from .wished import CONFIRMS, LEVEL, MAY_HAPPEN

SUPPOSES = re.compile(
    r"\b(?:what if|what happens|what would(?! (?:you|they be|those be|be (?:a|the) (?:good|best))\b)|suppose|supposing|imagine|simulat\w+|how would(?! you\b)|assum(?:e|ing)|hypothetical\w*|sim\b|"
    r"(?:does|would|will) (?:it|that|this) help|what (?:does|would|will|could) (?:it|this|that) (?:do|mean) (?:to|for)\b|prove me wrong|run (?:it|this|that) (?:over|for|through|across|on)|pretend|put the case|picture this|just playing|only a test|just (?:a test|testing|trying)|gets? (?:any )?better|what breaks|what then|who benefits|what changes|so what|cope|surviv\w+|"
    r"(?:(?<!with )(?<!immediate )(?<!takes )(?<!in )effect|impact|consequences?|(?<!limit the )(?<!repair the )(?<!contain the )damage)s?\b|(?:in|on|with|through) the (?:digital )?(?:twin|simulat\w+)\b|would (?:it|that|this|\w+ing)\b|would\b[^.?!]{0,60}\bhave (?:paid|helped|been|\w+ed)\b|before (?:i|we) (?:change|decide|commit|do|touch) anything|for real|scenario|dry run)\b"
    r"|^(?:(?:and|so|but|ok|now)\W+)*if\b(?!.{0,30}\b(?:do|tell|show|wonder|talk|name|pick|see)\b)[^?]*,[^?]*\bwould\b"
    r"|^(?:please )?(?:test|try|trial|say)\b(?! to\b)|^(?:please )?run\b(?! (?:to\b|(?:me |us )?(?:the |an? |our )?(?:\S+ ){0,2}?"
    r"(?:pab|projections?|forecasts?|stocks?|inventory|reports?|lists?|exceptions?|mrp|drp|replenishment|checks?|numbers|analysis|accuracy|plan)\b))",
    re.I,
)
ASKS = re.compile(
    r"^(?:(?:and|so|but|ok|please|hi|hello|now)\W+)*(?:what|which|who|whose|why|when|where|how|is|are|was|were|do|does|did|has|have|"
    r"am|may|must|should|shall|(?:will|would)(?! you (?!know|say|think|expect|call|agree))|could we|can we|can i|can an?|up to)\b",
    re.I,
)
_ASKS_BEHIND = re.compile(
    r"(?:[,;:.]|\s[-–—])\s+(?:and |or |so |but )?(?:does|is|are|may|must|is there|are there) (?:that|this|it|there|we|i|they)\b",
    re.I,
)
"""A question behind a statement without its sign: "two days behind - does that count as late"."""

_LOOKS_UP = re.compile(r"\b(?:pull|bring|call|look|open|get|put) (?:me )?up\b(?! (?:to|by)\b)", re.I)
"""To show something, with verbs that else move orders: "pull up PO-11273"."""

_SHOWS = re.compile(
    r"\b(?:walk me through|(?:pull|bring|call|look|open) up|explain|show|tell me|list|give me|display|break down|what|which|how much|how many|how long|why|when)\b",
    re.I,
)
_ACTS = re.compile(
    r"\b(?:expedit\w+|pull\w*|push\w*|postpon\w+|defer\w*|delay|mov(?:e|ing)|shift|swap|bring|order|reorder|creat\w+|plac\w+|"
    r"book|buy|purchase|rais\w+|lower|increas\w+|reduc\w+|cut|set|chang\w+|put|make|draft|propos\w+|overrid\w+|overrul\w+|"
    r"replac\w+|correct|adjust|bump|doubl\w+|tripl\w+|halv\w+|lift|drop|transfer|send|ship|fly|arrange|speed|rush|"
    r"bake|brew|cook|produce|(?:i|we)(?:[’']d| would) like (?!to (?:know|see|hear|understand|get|look|have)\b)|hold|wait|wants?|needs?|reckon|instead|earlier|later|sooner|advance|release|launch|trim|top up|get|add|schedule|"
    r"reschedul\w+|slide|plan|take|use|go|(?:should|must|ha(?:s|ve) to|needs? to|ought to) (?:be|count|read|stand|go|come|arrive|land))\b",
    re.I,
)
_ORDERS_IT = re.compile(
    r"(?:^|[.!;:,]\s+|\b(?:and|then|so|please|pls)\s+)(?:please |just |kindly |then |now )*"
    r"(?:expedite|pull|push|postpone|defer|delay|move|shift|bring|create|place|book|buy|raise|lower|increase|reduce|cut|set|change|"
    r"put|draft|propose|override|overrule|replace|correct|adjust|bump|double|triple|halve|lift|transfer|send|ship|fly|arrange|speed|"
    r"rush|hold|advance|release|trim|reschedule|slide|take|make)\b(?! (?:me|sure)\b)",
    re.I,
)
_RULES = re.compile(
    r"\b(?:(?<!stock )polic(?:y|ies)(?! (?:calls?|would|will|still|wants?|asks?|orders?|has us|have us|releases?)\b)|rules?|allow\w*|permit\w*|entitle\w*|standing approvals?|without (?:any(?:body|one)|some(?:body|one)|a manager) (?:sign|approv|decid|ask)\w*|countersign\w*|regulat\w+|guidelines?|frozen|"
    r"without (?:an? |any |the |further |prior )?(?:approvals?|sign[- ]?offs?|permission|authori[sz]ation|signatures?)|(?:are|am|is) (?:i|we|they|it|he|she) supposed to|counts? as|(?:is there|any|what|which|how much) (?:(?:is|a|an|the|our) )*tolerance|time fences?|is (?:that|this|it) (?:all right|alright|ok|okay|fine|permitted|legal|acceptable)(?: (?:here|by|with|to))|up to how|from which amount|"
    r"may (?:i|we|they|a|an|one|somebody|the)|need(?:s)? to (?:sign|approve|agree|ask)|who (?:may|must|has to|can) (?:approve|sign|decide))\b",
    re.I,
)
_OPENS_WITH_RULES = re.compile(
    r"(?:the |our |what (?:are|is) the |any )?(?:polic(?:y|ies)|rules?) (?:for|on|about|when|if)\b", re.I
)
_MAY = re.compile(
    r"^(?:(?:and|so|but|ok|hi|hello|now|please)\W+)*(?:may|am i allowed|are we allowed|is it (?:allowed|permitted)|who (?:may|must|has to))\b",
    re.I,
)
_LISTS = re.compile(
    r"^(?:(?:please|pls|can you|could you)\s+)*(?:show|list|give me|display)\b(?![^.?!]*\b(?:how|why|built|break)\b)",
    re.I,
)
"""How something is asked for that needs no reasons."""

_MAKES_PROPOSAL = re.compile(
    r"\b(?:make|prepare|draft|write|enter|create|raise|need|want|put)\b[^.?!]{0,20}\bproposals?\b", re.I
)
"""A proposal that is to be made, not one to be listed."""

_WRITES = re.compile(
    r"^(?:(?:please|pls|can you|could you|would you|will you|help me|i need you to|i want you to|and|so|ok|now|hi|hello)\s+)*(?:to )?"
    r"(?:write|send|compose|word|mail|text|translate|draft|prepare|answer|reply|rewrite|formulate|type|edit|proofread)\b"
)
"""How a masked message begins that wants a text."""

_MOVES_IT = re.compile(
    r"^(?:(?:please|pls|kindly|ok|so|and|then|now|can you|could you|let'?s|i want to|we (?:must|need to|have to|should))[\s,]+)*"
    r"(?:expedite|pull|push|postpone|defer|delay|bring|move|shift|slide|hold back|reschedule|advance|rush|speed)\b(?! me\b)",
    re.I,
)

_TO_COME = re.compile(
    r"\b(?:will|going to|expect\w*|next|plan to|forecast\w*|shall|coming|upcoming|ahead|are we (?:going|gonna)|'ll)\b",
    re.I,
)
_GONE = re.compile(
    r"\b(?:sold|did|was|were|went|bought|shipped|last|past|ago|yesterday|so far|ytd|year to date)\b", re.I
)

_OUTSIDE = frozenset(
    {"write_text", "people_matters", "law", "payment", "marketing", "travel", "general_knowledge", "contact"}
)
_OTHERS_WORK = frozenset({"write_text", "contact"})
"""What is asked of somebody else, whatever of ours it speaks of."""

_NEEDS: Mapping[str, frozenset[str]] = {
    "unsafe": frozenset({"harm", "who_decides", "rule", "proposal", "override"}),
    "capacity": frozenset({"capacity"}),
    "transport": frozenset({"vehicle"}),
    "supplier_record": frozenset({"supplier_record", "accuracy", "late", "customer"}),
    "help": frozenset({"help", "act"}),
    "greeting": frozenset({"greeting"}),
    "brief": frozenset({"attention", "overview", "greeting", "shortage", "explain", "future"}),
    "budget": frozenset({"budget", "money"}),
}
"""Kinds that are only meant by what speaks of their matter."""

_THINGS = frozenset(
    {"item", "family", "site", "region", "channel", "customer", "supplier", "order", "percent", "factor"}
)
_A_NUMBER = "some number"
"""How the head sees a number; who names several of nothing in the plan brings the figures to calculate with."""

OURS = frozenset({"item", "family", "order", "exception", "proposal"})
"""Whoever names one of these speaks of the company's plan."""

_SUPPOSED_OF = {"what_if_safety": "safety", "what_if_demand": "demand", "what_if_late": "late"}
"""The matter that a kind of supposition is about."""

DRAFTS = frozenset({"expedite", "push_out", "create_order", "stock_policy", "override"})
"""Kinds that end in a proposal."""

_NEW = frozenset({"create_order", "stock_policy", "override"})
"""Wishes that are not about an order which stands already."""

_BY_STRANGE_WORDS = (0.5, 2.5, 8.0)
"""How much likelier it makes something outside the work that a question holds none, one, or more strange words."""

_LOOKS = frozenset({"orders", "late_orders", "stock", "projection", "forecast", "past_demand", "exceptions", "brief"})

_WELCOMES: Mapping[str, frozenset[str]] = {
    "out_of_scope": frozenset({"person", "day"}),
    "unsafe": frozenset({"proposal", "person", "order", "money", "policy", "percent"}),
    "capacity": frozenset({"site", "day", "period", "item", "family", "percent"}),
    "transport": frozenset({"site", "supplier", "order", "day", "period", "money"}),
    "master_data": frozenset({"item", "family", "supplier", "customer", "site", "channel"}),
    "supplier_record": frozenset({"supplier", "customer", "period", "site", "percent"}),
    "greeting": frozenset({"person"}),
    "propose": frozenset({"day", "period", "order", "item", "site", "proposal"}),
}
_A_LACK = 0.5
"""How much rarer a question is that no tool answers than one that a tool does."""


@dataclass(frozen=True, slots=True)
class Put:
    """How a question is put.

    Attributes
    ----------
    masked
        The question as the head sees it.
    named
        What kinds of things, times and amounts it names.
    first_day, last_day
        The time that it names, in days after the planning date.
    strange
        How many words it holds that nobody uses who speaks of the work.
    wished
        What it names besides a reason that it gives.
    """

    said: str
    masked: str
    named: frozenset[str]
    first_day: int | None = None
    last_day: int | None = None
    strange: int = 0
    wished: frozenset[str] = frozenset()


def is_asking(said: str) -> bool:
    """Whether a message asks, or wants something shown or done."""
    wants = (ASKS, _SHOWS, _ACTS)
    return said.rstrip().endswith("?") or any(pattern.search(said) for pattern in wants)


def put(slots: Slots, vocabulary: frozenset[str]) -> Put:
    """Return how a question is put; that it speaks of today tells nothing.

    Parameters
    ----------
    vocabulary
        Stems of the words in which people speak of the work.
    """
    is_today = slots.first_day == slots.last_day == 0
    named = slots.named - {"day"} if is_today else slots.named
    masked = mask(slots.said, slots.found)
    strange, wished = strange_words(masked, vocabulary), without_reason(slots).named
    return Put(slots.said, masked, named, slots.first_day, slots.last_day, strange, wished)


def weights(asked: Put, frames: Mapping[str, Frame], kinds: Sequence[str], *, may_draft: bool = True) -> list[float]:
    """Return by what each kind's probability is multiplied, given what a question names and how it is put.

    Parameters
    ----------
    may_draft
        Whether a proposal may be meant.
    """
    said = asked.said
    concepts = frozenset(concepts_in(asked.masked))
    is_supposed = bool(SUPPOSES.search(said))
    is_question = bool(ASKS.search(said) or _ASKS_BEHIND.search(said)) or said.rstrip().endswith("?")
    acts, shows = bool(_ACTS.search(_LOOKS_UP.sub(" ", said))), bool(_SHOWS.search(said))
    is_wish = acts and not (ASKS.search(said) or shows) if is_question else acts or not shows
    tense = _tense(asked)
    is_wish = (is_wish and not MAY_HAPPEN.search(said)) or bool(CONFIRMS.search(said))
    is_order = is_wish and bool(_ORDERS_IT.search(said)) and not shows
    is_elsewhere = bool(ELSEWHERE.search(said))
    hides = bool(HIDES.search(asked.masked))
    removes = bool(REMOVES.search(asked.masked)) and not is_question
    moves = bool(_MOVES_IT.search(said))
    lists = bool(_LISTS.search(said))
    makes_proposal = bool(_MAKES_PROPOSAL.search(said)) and not ASKS.search(said)
    greets = "greeting" in concepts
    sums = (is_question or shows) and asked.masked.count(_A_NUMBER) > 1 and not asked.named & _THINGS
    writes = "write_text" in concepts and bool(_WRITES.search(asked.masked))
    terms = [meant for pattern, meant in TERMS if pattern.search(said)]
    found: list[float] = []
    for kind in kinds:
        frame = frames.get(kind)
        drafts = frame is not None and (frame.tool == "draft_proposal" or kind == "override")
        weight = _fit(kind, asked.wished if drafts else asked.named, frame)
        if drafts:
            weight *= 0.0001 if not may_draft or is_supposed else 1.0 if is_wish else 0.05
        elif is_supposed and frame is not None and not kind.startswith("what_if"):
            weight *= 0.2
        elif is_supposed and frame is not None:
            weight *= 9.0 if _SUPPOSED_OF.get(kind) in concepts else 3.0
        elif is_order and kind in _LOOKS:
            weight *= 0.4
        if kind == "policy" and is_question and _RULES.search(said):
            is_of_one = asked.named & {"item", "order"} and not _OPENS_WITH_RULES.match(said)
            weight *= 2.0 if is_of_one else 18.0 if _MAY.search(said) else 8.0
        if kind != "policy" and kind != "unsafe" and is_question and _RULES.search(said):
            weight *= 0.6
        if terms and frame is not None:
            weight *= 4.0 if any(kind in meant for meant in terms) else 0.7
        weight *= _in_time(kind, tense, is_dated=asked.last_day is not None and not _TO_COME.search(said))
        if (
            kind == "stock"
            and "item" in asked.named
            and asked.last_day
            and asked.last_day > 0
            and not _LASTS.search(said)
        ):
            weight *= 0.4
        if kind == "out_of_scope":
            weight *= _BY_STRANGE_WORDS[min(asked.strange, len(_BY_STRANGE_WORDS) - 1)]
        if kind == "out_of_scope" and asked.named & OURS and CONFIRMS.search(said):
            weight *= 0.2
        if kind in ("out_of_scope", "help", "greeting") and not concepts & _OUTSIDE and asked.named & OURS:
            weight *= 0.4 if kind == "out_of_scope" else 0.15 if "help" not in concepts else 0.6
        if concepts & _OUTSIDE:
            likelier, rarer = (20.0, 0.05) if writes else (5.0, 0.2) if concepts & _OTHERS_WORK else (2.5, 0.4)
            weight *= likelier if kind == "out_of_scope" else rarer if frame is not None and kind != "policy" else 1.0
        if "unforeseen" in concepts and frame is not None:
            weight *= 4.0 if kind in ("exceptions", "accuracy") else 0.7
        if sums and frame is not None:
            weight *= 6.0 if kind == "calculate" else 0.2
        if kind == "explain" and lists:
            weight *= 0.5
        if kind == "proposals" and makes_proposal:
            weight *= 0.2
        if moves and frame is not None and not drafts and not is_supposed and not is_question:
            weight *= 0.3
        if hides:
            weight *= 12.0 if kind == "unsafe" else 0.3
        if removes:
            weight *= 8.0 if kind == "unsafe" else 0.3
        if is_elsewhere:
            weight *= 5.0 if kind == "out_of_scope" else 0.1 if frame is not None else 1.0
        weight *= _of_its_matter(kind, concepts, asked.named)
        if kind == "override" and LEVEL.search(asked.masked) and "forecast" not in concepts:
            weight *= 0.2
        if "order" in asked.named and kind in _NEW:
            weight *= 0.15
        if kind == "unsafe" and is_wish and asked.named & OURS and "harm" not in concepts and not (removes or hides):
            weight *= 0.3
        if is_order and "order" in asked.named and kind in ("capacity", "transport", "out_of_scope"):
            weight *= 0.4
        if kind in _NEEDS and not concepts & _NEEDS[kind]:
            weight *= 0.4
        if kind == "greeting" and HELLO.match(asked.masked):
            weight *= 50.0
        elif kind == "greeting" and greets and not (is_question or acts or shows or asked.named & OURS):
            weight *= 6.0
        found.append(weight)
    return found


def _fit(kind: str, named: frozenset[str], frame: Frame | None) -> float:
    if frame is not None:
        return frame.fit_of(named)
    welcome = _WELCOMES.get(kind, frozenset[str]())
    return 0.8 ** len(named - welcome - {"number"}) * (_A_LACK if kind in LACKS else 1.0)


def _of_its_matter(kind: str, concepts: frozenset[str], named: frozenset[str]) -> float:
    """Return less than one for a kind that a neighbouring matter speaks against."""
    if kind in ("projection", "stock") and "demand" in concepts and not concepts & {"stock", "projection", "shortage"}:
        return 0.4
    if kind == "transport" and concepts & {"late", "overview", "suppose"}:
        return 0.5
    if kind == "what_if_demand" and "safety" in concepts and "demand" not in concepts:
        return 0.3
    is_change = bool(named & {"percent", "factor"}) and bool(concepts & {"increase", "decrease"})
    return 0.4 if is_change and kind in _LOOKS - {"exceptions"} else 1.0


def _tense(asked: Put) -> int:
    """Return -1 for what is past, 1 for what is still to come, 0 where it is not said or both."""
    first, last = asked.first_day, asked.last_day
    if first is not None and last is not None:
        if last < 0 or (first < 0 and last <= 0):
            return -1
        if first >= 0 and last > 0:
            return 1
    to_come, gone = _TO_COME.search(asked.said), _GONE.search(asked.said)
    return 0 if bool(to_come) == bool(gone) else 1 if to_come else -1


_LASTS = re.compile(
    r"\b(?:expir\w*|shelf|best|use[- ]by|sell\w*|cover\w*|lasts?|slow\w*|mov\w+|dead|obsolete|old\w*|now|today)\b", re.I
)
"""What is said of the stock of today although a later time is named."""


def _in_time(kind: str, tense: int, *, is_dated: bool) -> float:
    if tense < 0 and is_dated and kind in ("forecast", "projection"):
        return 0.1
    if tense < 0 and kind in ("forecast", "projection", "replenishment", "what_if_demand", "what_if_late"):
        return 0.4
    return 0.4 if tense > 0 and kind in ("past_demand", "accuracy") else 1.0
