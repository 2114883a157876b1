"""Whether a wish about an order makes it come earlier or later than now, by its words alone."""

import re
from typing import Literal

from ..slots import Slots

Direction = Literal["earlier", "later"]

_MOVE = r"(?:mov(?:e|ing)|shift\w*|shov(?:e|ing)|slid(?:e|ing)|roll\w*|nudg(?:e|ing)|kick\w*|knock\w*|tak(?:e|ing))"
_NEAR = r"[^.;?!]{0,60}?"
_NAME = "x+"
"""A name, masked."""

_FACTS = re.compile(
    r"\b(?:too late|not too late|before it(?: is|'s)? too late|(?:is|are|was|were|be|been|being|got|gets?|already|now) (?:\w+ )?(?:delayed|postponed|late|behind)"
    r"|(?:the|a|an|any|no|its|their|this|that|further) (?:\w+ )?(?:delays?|push[- ]?out)|delays\b|(?:later|earlier|sooner) than (?:planned|expected|promised|we thought|it should)"
    r"|sooner or later|out of (?:stock|space|room)|(?:run|runs|running|ran) out|back ?orders?|get back to me|come back to me)\b",
    re.I,
)
"""What is told of how things stand, whatever direction the words name."""

_NOT_LATER = re.compile(
    r"\b(?:no later than|(?:can'?t|cannot|mustn'?t|must not|shouldn'?t|should not|won'?t|not|never)\b[^.;?!]{0,40}?\b(?:later than|after|beyond)|at the latest|latest by|(?:can'?t|cannot|won'?t|not|no) wait(?:ing)?\b)",
    re.I,
)
_NOT_EARLIER = re.compile(
    r"\b(?:no (?:earlier|sooner) than|not (?:any )?(?:earlier|sooner) than|not (?:before|until|till)|at the earliest|earliest on"
    r"|(?:shouldn'?t|should not|mustn'?t|must not|don'?t (?:want|need)|do not (?:want|need)|needn'?t|need not|not (?:to )?(?:come|arrive|be here|needed|wanted|required))"
    r"[^.;?!]{0,40}?\b(?:before|until|till|so (?:early|soon)|that (?:early|soon)|this (?:early|soon)|yet)"
    r"|not (?:so|that|as|at all )?\s?urgent|isn'?t urgent|no (?:rush|hurry|urgency|need to (?:rush|hurry))|(?:can|could|may|must|should|has to) wait"
    r"|(?:can'?t|cannot|can not|couldn'?t|unable to|not able to) (?:take|receive|unload|store|stow|use|accept|handle|house|pay)\b[^.;?!]{0,30}?\b(?:sooner|earlier|before|until|till|yet)"
    rf"|let (?:it|them|{_NAME}) wait"
    r"|too (?:early|soon)|(?:don'?t|do not|needn'?t) (?:rush|hurry|expedite|speed)\w*)\b",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:expedit\w*|hurry|rush\w*|speed\w*|sped|accelerat\w*|advanc(?:e|ing)|hasten|earlier|sooner|faster|quick\w*|forward|ahead|asap|urgent\w*"
    r"|fl(?:y|own|ying)|air[- ]?(?:freight\w*|lift\w*)|premium freight"
    rf"|(?:pull|bring|draw|haul)\w*{_NEAR} ?\b(?:in|up)\b|(?:pull|bring)\w* in|(?:{_MOVE}){_NEAR} ?\bup\b)\b",
    re.I,
)
_LATER = re.compile(
    r"\b(?:postpon\w*|defer\w*|delay(?:ing)?|later|push\w*|slow\w* down|stall\w*|hold\w* (?:back|off|up|until|till|on to)|put(?:ting)? off"
    rf"|hold (?:it|them|this|that|{_NAME})|(?:{_MOVE}|put(?:ting)?|set){_NEAR} ?\bback\b|(?:{_MOVE}|spread\w*|stretch\w*|put(?:ting)?){_NEAR} ?\bout\b(?! of)"
    r"|wait until|wait till|keep (?:it|them) (?:there )?until)\b",
    re.I,
)


def direction_of(slots: Slots, start: int = 0, end: int | None = None) -> Direction | None:
    """Return which way the words of a wish move an order; `None` where they say neither, or both.

    What is told of how things stand ("it is delayed", "too late for us") says nothing; what must not come before a day
    comes later, and what must not come after it earlier.

    Parameters
    ----------
    start, end
        The part of the question that counts.
    """
    said = _FACTS.sub(" ", _masked(slots)[start:end].replace("’", "'"))
    is_later = bool(_NOT_EARLIER.search(said))
    is_earlier = bool(_NOT_LATER.search(said))
    rest = _NOT_LATER.sub(" ", _NOT_EARLIER.sub(" ", said))
    is_earlier = is_earlier or bool(_EARLIER.search(rest))
    is_later = is_later or bool(_LATER.search(rest))
    if is_earlier == is_later:
        return None
    return "earlier" if is_earlier else "later"


def _masked(slots: Slots) -> str:
    """Return the question with each name as one word without meaning, of the same length."""
    said = list(slots.said)
    for mention in slots.found.mentions:
        said[mention.start : mention.end] = "x" * (mention.end - mention.start)
    return "".join(said)
