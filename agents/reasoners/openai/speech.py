"""Take a model's words sentence by sentence: each is let pass by the evidence before it is shown."""

import re
from collections.abc import Callable

from ...errors import EvidenceMissing

Check = Callable[[str], str]
"""Takes a template, gives its text; raises `EvidenceMissing` where a number has no receipt."""

_END = re.compile(r"[.!?][)\]\"”*_]*(?=\s)\s+|\n+")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)
_DID = re.compile(
    r"\bI(?:['’]ve)?\s+(?:have\s+|just\s+|now\s+|already\s+|hereby\s+)*"
    r"(?:approved?|executed?|released?|cancel+ed|deleted|expedited|placed|sent|ordered|confirmed|rejected)\b",
    re.I,
)
"""A claim to have decided or carried out something: only people decide, and nothing is carried out in a talk."""


class Speech:
    """Words that are being written.

    Parameters
    ----------
    check
        Lets a template pass and gives its text.
    release
        Is given each piece of text that was let pass, when whoever asked is watching; `None` holds all back.
    opening
        What stands before the words, such as how names were read.
    gated
        Whether nothing is taken before a sentence refers to a result: what a model writes before it calls tools is no
        answer.

    Attributes
    ----------
    accepted
        The template so far.
    """

    def __init__(
        self, check: Check, release: Callable[[str], None] | None = None, *, opening: str = "", gated: bool = False
    ) -> None:
        self._check = check
        self._release = release
        self._gated = gated
        self._pending = ""
        self._shown = ""
        self._opening = self.accepted = opening
        self._said: set[str] = set()
        self._before: frozenset[str] = frozenset()

    @property
    def has_begun(self) -> bool:
        """Whether some of the words were let pass."""
        return self.accepted != self._opening

    def hear(self, text: str) -> None:
        """Take the next piece of text as it arrives; an empty one says that it begins anew.

        Raises
        ------
        EvidenceMissing
            If a sentence that is complete has a number without a receipt.
        """
        if not text:
            self._pending, self._before = "", frozenset(self._said)
            return
        self._pending += text
        if "<think" in self._pending.lower():
            self._pending = _THOUGHT.sub("", self._pending)
            if "<think" in self._pending.lower():
                return
        if self._gated and "{{" not in self._pending:
            return
        self._gated = False
        while (end := _end_of_sentence(self._pending)) is not None:
            sentence, self._pending = self._pending[:end], self._pending[end:]
            self.add(sentence)

    def end(self, *, cut: bool = False) -> None:
        """Take what is left when no more text comes; of a reply that was cut off the last sentence is dropped.

        Raises
        ------
        EvidenceMissing
            As in `hear`.
        """
        rest, self._pending, self._gated = self._pending, "", False
        if not cut:
            while (end := _end_of_sentence(rest)) is not None:
                sentence, rest = rest[:end], rest[end:]
                self.add(sentence)
            if rest:
                self.add(rest)

    def add(self, sentence: str) -> None:
        """Take a sentence if it is let pass.

        Raises
        ------
        EvidenceMissing
            If it has a number without a receipt, or claims that something was decided or done.
        """
        plain = sentence.strip()
        if plain in self._before:
            return  # a model that goes on likes to say again what stands already
        template = (self.accepted + sentence).lstrip()
        claim = _DID.search(sentence)
        if claim is not None:
            self._pending = ""
            raise EvidenceMissing(
                f"'{claim[0]}' claims a decision in: {sentence.strip()[:200]}",
                "Nothing is decided or carried out in a conversation; say who decides.",
            )
        try:
            text = self._check(template).rstrip()
        except EvidenceMissing:
            self._pending = ""
            raise
        self.accepted = template
        if not plain.startswith("|"):
            self._said.add(plain)
        if self._release is not None and len(text) > len(self._shown):
            self._release(text[len(self._shown) :])
            self._shown = text


def _end_of_sentence(text: str) -> int | None:
    """Return where the first sentence ends; not within a reference, nor within a quotation of the same line."""
    for match in _END.finditer(text):
        before = text[: match.start() + 1]
        line = before[before.rfind("\n", 0, len(before) - 1) + 1 :]
        in_reference = before.count("{{") > before.count("}}")
        in_quotation = "\n" not in match[0] and (line.count('"') % 2 == 1 or line.count("“") > line.count("”"))
        if not in_reference and not in_quotation:
            return match.end()
    return None
