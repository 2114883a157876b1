"""What other departments work out, and what nobody at work does: never ours, whatever names of ours stand beside it."""

import re

from .clauses import is_statement

_ASKED_FOR = {
    "money": r"days (?:of )?(?:sales|payables?) outstanding|dso (?:for|of|at)|(?:listing|slotting) fees?|depreciat\w+|amorti[sz]\w+|"
    r"(?:euros?|dollars?|pounds?|francs?|zloty|koruna|yen)\b.{0,25}\b(?:against|versus|vs|stand|trade|trading|recover|strengthen|weaken)\w*(?: (?:against|to) the \w+)?|"
    r"(?:futures?|spot) (?:price|trad)\w*|stock exchanges?|tax returns?|overdrafts?|credit ratings?|expense (?:claims?|reports?)|petty cash|demurrage|detention (?:fees?|costs?|charges?)",
    "people": r"whom? .{0,20}(?:fire|sack|hire|dismiss|lay off)|(?:casual|sick|annual|parental|maternity|paternity|unpaid|paid) leaves?|leave (?:balance|days|requests?)|time ?sheets?|"
    r"payslips?|absentee\w*|staff turnover|appraisals?|pensions?|duty rosters?|"
    r"(?:who|people|colleagues|drivers|staff) (?:is|are|was|were|fell|called in|reported) (?:ill|sick|off sick)|"
    r"(?:when|who|is|are) (?:\S+ ){0,3}?on (?:holiday|vacation|leave)|when (?:has|have|does|do|is) (?:\S+ ){1,3}?(?:holidays?|vacations?)|days off|"
    r"(?:swap|change|take over) (?:my|his|her) (?:\w+ )?shift|"
    r"fork-?lift (?:course|licen[cs]e)s?|(?:has|have|whose) (?:\w+ )?birthdays?(?! cakes?)",
    "sites": r"pick(?:ing)? (?:errors?|rates?|lists?|accuracy|productivity)|(?:lines|cases|picks) (?:picked )?per (?:hour|man|head)|"
    r"stock-?tak(?:e|es|ing)|cycle counts?|(?:physical|annual|yearly|last|the) (?:stock|inventory) ?counts? (?:in|at|of last|differ)\w*|dock[- ]to[- ]stock|near miss(?:es)?|safety shoes",
    "machines": r"mean time (?:between|to)|mtbf|mttr|spare parts?|kilowatt\w*|kwh|electricity|energy (?:use|consumption|bill|costs?)|"
    r"water (?:use|consumption|bill)|calibrat\w+|lubricat\w+|mechanics?|fitters?|electricians?|plumbers?|the bearings?|gearbox(?:es)?|"
    r"dock levell?ers?|sprinklers?",
    "markets": r"slogans?|jingles?|taglines?|hashtags?|flyers?|shelf positions?|share of the (?:\w+ ){0,2}market|planograms?|brand awareness|net promoter|trade shows?|(?:consumer|customer) (?:surveys?|satisfaction|reviews?)",
    "quality": r"(?:lab|swab|taste) tests?|8d reports?|palm oil|ingredients|complaints? (?:about|on|for)|recipes? (?:of|for)",
    "property": r"square met(?:re|er)s|landlords?|has the keys?|visitors?[’']?s? badges?|parking",
    "life": r"horoscopes?|do you (?:dream|sleep|eat|love)\b|goes? (?:well |best )with (?:a |the )?\w+|pairs? (?:well |best )?with|"
    r"(?:beer|wine|drink|cheese)s? (?:goes?|pairs?) with",
}
_FIGURES = re.compile(rf"\b(?:{'|'.join(_ASKED_FOR.values())})\b", re.I)
"""Matters of finance, personnel, warehouse work, maintenance, marketing, quality, property and life: nothing reads them."""

_ERRAND = re.compile(
    r"^(?:(?i:please|pls|can you|could you|would you|and|so|ok|hi|hello|just)[\s,]+)*(?:"
    r"(?i:text|ring|phone|ping|telephone|whatsapp|message|e-?mail|mail) (?:(?:the|our|my|up) |[A-Z][a-z]+\b)|"
    r"(?i:call) (?:the|our|my) (?:driver|carrier|haulier|supplier|customer|buyer|boss|mechanic|plumber)s?\b|"
    r"(?i:let) (?!me\b|us\b)(?:\S+ ){1,3}know\b|(?i:drop) (?:\S+ ){1,3}a line\b|(?i:remind) \S+ |"
    r"(?i:forward|pass) (?:(?:this|that|the) )?(?:it|this|that|list|answer|report) (?:on )?to\b)"
)
"""How somebody begins who wants a person called or written to."""

ELSEWHERE = re.compile(
    r"\b(?:ebitda|bank loans?|balance sheet|cash ?flow|dividends?|weather|wx|bonus(?:es)?|my (?:train|ice|flight|hotel|salary|holidays?)|rebook\w*|"
    r"competitors?|rivals?|world market|market (?:price|share)s?|exchange rates?|eur/usd|usd|currenc(?:y|ies)|share price|"
    r"commodit(?:y|ies)|payroll|salar(?:y|ies)|applicants?|candidates?|forklifts?|homework|equation|x squared|"
    r"(?:frame(?:work)?|packaging|lease|rental) agreements?|complaints?|ingredients?|how many likes|auditors? (?:find|found|say|said|write|wrote)|"
    r"(?:sugar|salt|fat) goes into|(?:warehouse|hired|new) hands?|bedtime|screen (?:is|stays|went) (?:black|blue|frozen)|covers? for (?:her|him|\w+ while)|"
    r"(?:phone|mobile) numbers?|e-?mail address(?:es)?|h(?:er|is) e-?mail|"
    r"prices? (?:of|for)\b.{0,40}\b(?:be|rise|fall|develop|go))\b",
    re.I,
)
"""What is not ours either, but may stand beside something that is, as the reason of it."""

_ENDS = re.compile(r"(?<=[.!?])\s+")
_CLAUSES = re.compile(r"(?<=[,;:])\s+|\s+[-–—]\s+")
_CONDITION = re.compile(r"(?:if|while|as|since|because|although|though|with|without|until|unless)\b", re.I)
_OURS = re.compile(r"\b(?:polic(?:y|ies)|rules?|propos\w+|draft|expedit\w+|overrid\w+|what if|suppose)\b", re.I)
_AS_REASON = re.compile(
    r"\b(?:because|while|if|although|with|due to|after|since|before|during|until|till|thanks to|owing to|on account of|as)\b(?:\W+\w+){0,4}\W+$",
    re.I,
)


def is_elsewhere(said: str) -> bool:
    """Whether a message asks for what other departments work out; what it only gives as a reason is not asked for.

    Examples
    --------
    >>> is_elsewhere("How many picking errors did Hamburg make?"), is_elsewhere("What is left after the stock count?")
    (True, False)
    """
    sentences = _ENDS.split(said)
    asked = [sentence for sentence in sentences if sentence.rstrip().endswith("?")] or sentences
    clauses = [clause for sentence in asked for clause in _CLAUSES.split(sentence)]
    wanted = [clause for clause in clauses if not (_CONDITION.match(clause) or is_statement(clause))] or clauses
    return _OURS.search(said) is None and any(
        _AS_REASON.search(clause[: match.start()]) is None
        for clause in wanted
        for match in (*_FIGURES.finditer(clause), *_ERRAND.finditer(clause))
    )
