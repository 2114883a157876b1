"""Words that tell of a wish: that it shall be proposed or written up, and that it is about a level of stock."""

import re
from collections.abc import Sequence

CONFIRMS = re.compile(
    r"(?:^|[.!?;,:]\s+)(?:(?:and|then|please|pls|so|(?:will|would|can|could) you|i(?:'d| would) like you to|kindly)\s+)*(?:prepare|draft|make|write|put|send|submit|route|propose|raise|enter|file|pass)\b[^?]{0,25}\b(?:proposals?|approval|sign[- ]?off|decision|(?:the|an?) request)\b"
    r"|\bput (?:it|this|that) forward (?:that|to|for|as)\b"
    r"|(?:^|[.!;]\s+)(?:please |just )?(?:(?:all |both )?(?:as|in) )?(?:one|a|an) (?:single |joint |short |simple )?(?:proposal|draft)\b(?: (?:for|with|please|pls|is enough|will do|would do|only)\b[^?]*)?[.!]?$",
    re.I,
)
"""What follows a wish and says only that it shall be proposed."""

WRITES_UP = re.compile(
    r"^(?:(?:and|then|please|pls)\s+)*(?:prepare|write|enter|put|draft|submit|send|pass|route|get) (?:it|that|this|them|what|for|up|in)\b",
    re.I,
)
"""What follows a wish and says only that it shall be written up."""

LEVEL = re.compile(
    r"\b(?:(?:some )?percent service|service (?:of|at|to|from|percent|level|target)|percent target|(?:safety|buffer) stock|re-?order(?:ed)? (?:point|level|from|at)|(?:the|as|of) (?:reserve|buffer|cushion))\b"
)
"""What is said of a level of stock."""

MAY_HAPPEN = re.compile(
    r"\b(?:it|this|that|order|vessel|ship|boat|truck|lorry|supplier|they|he|she|which|who)(?: \S+){0,2} (?:might|may)(?: well| not| also| still)? (?:be|come|slip|get|go|have|arrive|take|miss|lose|fail|run)\b",
    re.I,
)
"""What is feared or expected, and not wished."""

_SUPPOSED = {"stock_policy": "what_if_safety", "override": "what_if_demand", "push_out": "what_if_late"}
"""What each wish becomes when it is only supposed."""


def with_supposed(chances: Sequence[float], kinds: Sequence[str]) -> list[float]:
    """Return the chances of the kinds of a supposition: one in the words of a wish is as likely as the wish would be."""
    found = dict(zip(kinds, chances, strict=True))
    likeliest = max(found, key=lambda kind: found[kind])
    supposed = _SUPPOSED.get(likeliest)
    return list({**found, supposed: found[likeliest]}.values()) if supposed in found else list(chances)
