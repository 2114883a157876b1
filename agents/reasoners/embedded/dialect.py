"""Words of Scots and other dialects, and those with letters that are not spoken, as they are written."""

import re

from .english import is_english, rank_of
from .lexicon import Lexicon, stem

_PAIRS = """
    whit:what whits:what's whaur:where whaurs:where's wha:who wha's:what's whae:who kin:can fer:for hoo:how whan:when wot:what wotcha:hello
    gonnae:going/to gunna:going/to goin:going gonny:going/to oot:out aboot:about abaht:about doon:down roon:round noo:now hoose:house wi:with tae:to
    fae:from frae:from hae:have hiv:have huv:have hud:had gie:give gies:give/me tak:take mak:make dae:do daein:doing
    gaun:going aw:all twa:two ane:one yin:one yins:ones fower:four aye:yes naw:no nae:no nowt:nothing owt:anything
    summat:something mair:more maist:most ower:over efter:after afore:before awfy:very auld:old yer:your ye:you
    youse:you yous:you thae:those thon:that yon:that oor:our oors:ours heid:head deid:dead wee:small mebbe:maybe
    muckle:much mony:many ony:any onything:anything onybody:anybody naebody:nobody naething:nothing awready:already
    anither:another ither:other ithers:others faur:far lang:long wrang:wrong richt:right nicht:night wark:work
    wiz:was wis:was wur:were didnae:didn't dinnae:don't winnae:won't cannae:cannot ain't:isn't aint:isn't innit:isn't/it
    gimme:give/me lemme:let/me kinda:rather sorta:rather dunno:do/not/know outta:out/of lotta:lot/of whatcha:what/are/you
    shoulda:should/have coulda:could/have woulda:would/have tryna:trying/to y'all:you/all yall:you/all ya:you
    gotten:got flog:sell yep:yes yup:yes nope:no nah:no coz:because cuz:because prolly:probably tho:though thru:through nite:night
    o':of a':all an':and th':the t':the wi':with 'em:them 'til:until 'bout:about 'cause:because
"""
_WORDS = {pair.split(":")[0]: pair.split(":")[1].replace("/", " ") for pair in _PAIRS.split()}

_EXCLAIMED = re.compile(
    r"^(?:(?:strewth|blimey|crikey|ey up|oi|oh|cor|och|gosh|jeez|wow|ugh|phew|(?:well,? )?shoot|well well|alas|aye|hmm+|u+h+|u+m+|e+r+m?|ehm)\b[\s,!.…-]*)+"
    r"(?=\S)",
    re.I,
)
"""What is exclaimed before a message and says nothing of it."""

_ADDRESSED = re.compile(
    r",\s*(?:love|mate|guv|pal|hen|boss|chief|lad|lass|darling|sweetheart|duck|buddy|bro|dude|petal|treacle|you all|y['’]all)(?=\s*[?!.]*\s*$)",
    re.I,
)
"""Who is addressed at the end of one."""

_NOT = re.compile(r"\b(?P<verb>is|are|was|were|did|does|do|has|have|had|will|would|could|should|must)nae\b", re.I)
_THE = re.compile(r"(?<![\w'’])t['’](?=[a-z]{3})", re.I)
_WORD = re.compile(r"(?<![\w.\-/’'])['’]?[^\W\d_]+(?:['’](?![^\W\d_]{0,2}['’]))?(?:[^\W\d_]+)?(?![\w\-/])")
_FREQUENT = 9000
"""Rank up to which a word is a likely one to have lost a letter."""


def in_written_words(said: str, lexicon: Lexicon) -> str:
    """Return a message with words of dialects as they are written; what may be a name is left as it is.

    Examples
    --------
    >>> in_written_words("Whit's goin oot o' date?", Lexicon())
    "what's going out of date?"
    """
    text = _ADDRESSED.sub("", _EXCLAIMED.sub("", said))
    text = _THE.sub("the ", _NOT.sub(lambda match: f"{match['verb']}n't", text))
    return _WORD.sub(lambda match: _written(match[0], lexicon), text)


def _written(word: str, lexicon: Lexicon) -> str:
    low = word.lower().replace("’", "'")
    if word.isupper() and len(word) > 1:
        return word
    bare = low.strip("'")
    if bare in lexicon.words or stem(bare) in lexicon.words or bare in lexicon.exact:
        return word
    if low in _WORDS:
        return _WORDS[low]
    if low.endswith("'s") and low[:-2] in _WORDS:
        return f"{_WORDS[low[:-2]]}'s"
    if low.endswith("in'") and _is_frequent(f"{low[:-1]}g"):
        return f"{low[:-1]}g"
    if low.endswith("in") and len(low) > 4 and not is_english(low) and _is_frequent(f"{low}g"):
        return f"{low}g"
    if low.startswith("'") and not low.endswith("'"):
        whole = f"h{low[1:]}"
        return whole if _is_frequent(whole) or whole in lexicon.words else word
    return word


def _is_frequent(word: str) -> bool:
    rank = rank_of(word)
    return rank is not None and rank < _FREQUENT
