"""Everyday words for the terms of the field: a planner says "vendor", the policies say "supplier"."""

import csv
import re
from functools import cache
from pathlib import Path


def in_terms_of_the_field(question: str) -> str:
    """A question followed by the terms of the field for the everyday words in it.

    The longest matching phrase counts, so "air freight" is not also read as "freight".

    >>> in_terms_of_the_field("Which vendor?")
    'Which vendor? supplier'
    """
    pattern, terms = _thesaurus()
    found = [terms[match.group().lower()] for match in pattern.finditer(question)]
    return " ".join([question, *dict.fromkeys(found)])


@cache
def _thesaurus() -> tuple[re.Pattern[str], dict[str, str]]:
    with (Path(__file__).parent / "terms.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["said"]: row["meant"] for row in csv.DictReader(file)}
    phrases = "|".join(re.escape(said) for said in sorted(terms, key=len, reverse=True))
    return re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE), terms
