"""What can be read at all, and what is only cleaned."""

import unicodedata

from ...errors import QuestionRefused

LONGEST = 2_000
"""Characters of a question; a planner's longest lies far below."""


def readable(question: str) -> str:
    """Return the question without control characters and with single spaces.

    Raises
    ------
    QuestionRefused
        If nothing is left, if it is far too long, or if it is not text.
    """
    if len(question) > LONGEST:
        raise QuestionRefused(
            f"The question has {len(question):,} characters; {LONGEST:,} can be read.",
            "Ask in a few sentences; load data with 'tandem data load'.",
        )
    controls = sum(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in "\n\r\t" for c in question)
    if controls > max(3, len(question) // 10):
        raise QuestionRefused("The question is not text.", "Write it in words.")
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in unicodedata.normalize("NFKC", question)
    )
    text = " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")).split())
    if not text:
        raise QuestionRefused("The question is empty.", "Write what you would like to know.")
    return text
