"""What other departments work out, and what nobody at work does: never ours, whatever names of ours stand beside it."""

import re

_ASKED_FOR = {
    "money": r"days (?:of )?(?:sales|payables?) outstanding|dso (?:for|of|at)|(?:listing|slotting) fees?|depreciat\w+|amorti[sz]\w+|"
    r"overdrafts?|credit ratings?|expense (?:claims?|reports?)|petty cash|demurrage|detention (?:fees?|costs?|charges?)",
    "people": r"(?:casual|sick|annual|parental|maternity|paternity|unpaid|paid) leaves?|leave (?:balance|days|requests?)|time ?sheets?|"
    r"payslips?|absentee\w*|staff turnover|appraisals?|pensions?|duty rosters?",
    "sites": r"pick(?:ing)? (?:errors?|rates?|lists?|accuracy|productivity)|(?:lines|cases|picks) (?:picked )?per (?:hour|man|head)|"
    r"stock-?tak(?:e|es|ing)|cycle counts?|(?:physical|annual|yearly|last|the) (?:stock|inventory) ?counts? (?:in|at|of last|differ)\w*|dock[- ]to[- ]stock|near miss(?:es)?|safety shoes",
    "machines": r"mean time (?:between|to)|mtbf|mttr|spare parts?|kilowatt\w*|kwh|electricity|energy (?:use|consumption|bill|costs?)|"
    r"water (?:use|consumption|bill)|calibrat\w+",
    "markets": r"planograms?|brand awareness|net promoter|trade shows?|(?:consumer|customer) (?:surveys?|satisfaction|reviews?)",
    "life": r"horoscopes?|do you (?:dream|sleep|eat|love)\b|goes? (?:well |best )with (?:a |the )?\w+|pairs? (?:well |best )?with|"
    r"(?:beer|wine|drink|cheese)s? (?:goes?|pairs?) with",
}
_FIGURES = re.compile(rf"\b(?:{'|'.join(_ASKED_FOR.values())})\b", re.I)
"""Figures of finance, personnel, warehouse work, maintenance and marketing, and matters of life: nothing reads them."""

ELSEWHERE = re.compile(
    r"\b(?:ebitda|bank loans?|balance sheet|cash ?flow|dividends?|weather|wx|bonus(?:es)?|my (?:train|ice|flight|hotel|salary|holidays?)|rebook\w*|"
    r"competitors?|rivals?|world market|market (?:price|share)s?|exchange rates?|eur/usd|usd|currenc(?:y|ies)|share price|"
    r"commodit(?:y|ies)|payroll|salar(?:y|ies)|applicants?|candidates?|forklifts?|homework|equation|x squared|"
    r"whom? .{0,20}(?:fire|sack|hire|dismiss|lay off)|(?:phone|mobile) numbers?|e-?mail address(?:es)?|h(?:er|is) e-?mail|"
    r"prices? (?:of|for)\b.{0,40}\b(?:be|rise|fall|develop|go))\b",
    re.I,
)
"""What is not ours either, but may stand beside something that is, as the reason of it."""

_ENDS = re.compile(r"(?<=[.!?])\s+")
_OURS = re.compile(r"\b(?:polic(?:y|ies)|rules?|propos\w+|draft|expedit\w+|overrid\w+|what if|suppose)\b", re.I)
_AS_REASON = re.compile(
    r"\b(?:because|due to|after|since|before|during|until|till|thanks to|owing to|on account of|as)\b(?:\W+\w+){0,4}\W+$",
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
    return _OURS.search(said) is None and any(
        _AS_REASON.search(sentence[: match.start()]) is None
        for sentence in asked
        for match in _FIGURES.finditer(sentence)
    )
