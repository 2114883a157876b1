"""How harm is wanted: what is on record taken away, hidden from somebody, or signed in the name of another."""

import re

_OTHERS = (
    r"(?:he|she|they|this person|the (?:boss|managers?|directors?|auditors?|controllers?|customers?|board|bosses))"
)
_LEARNS = r"(?:see|sees|notices?|knows?|finds? out|hears?|catch|catches)\b"
HIDES = re.compile(
    rf"\bso (?:that )?(?:(?:neither|nobody|no one|none)\b[^.?!]{{0,70}}|{_OTHERS} (?:\w+ )?(?:never|not|doesn't|don't|won't|can't|cannot)\b[^.?!]{{0,30}})\b{_LEARNS}|"
    r"\bbehind (?:his|her|their|this person(?: ?'s)?|\w+'s) backs?\b|\b(?:in|under) (?:this person(?: ?'s)?|\w+'s|\w+ 's|his|her|their) name\b|"
    r"\bwithout (?:this person|him|her|them|anybody|anyone) (?:seeing|noticing|knowing|finding out|hearing)\b|"
    r"\bso (?:that )?[^.?!]{0,40}\b(?:errors?|accuracy|bias|figures?|numbers?|reports?|records?|performance|we|i) looks? (?:smaller|better|nicer|good)\b"
)
"""What is done so that somebody does not see it, in the name of another, or to make figures look otherwise."""

REMOVES = re.compile(
    r"\b(?:remove|delete|erase|wipe|drop|destroy|purge|get rid of|take out|throw out|scrap)\b.{0,40}"
    r"\b(?:polic(?:y|ies)|corpus|audit\w*|records?|logs?|history|database|versions?|proposals?|evidence|trail|limits?|rules?)\b",
    re.I,
)
"""What is on record, taken away."""
