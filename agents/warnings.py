"""The warnings of an answer: each said once, for everything that it is about."""

from collections.abc import Iterable


def grouped(warnings: Iterable[str]) -> tuple[str, ...]:
    """Return warnings without repetition; those that say the same of several subjects become one.

    A warning about something begins with it and a colon, as tools write it.

    Examples
    --------
    >>> grouped(["A at X: too late.", "B is new.", "A at Y: too late.", "B is new."])
    ('A at X, Y: too late.', 'B is new.')
    """
    subjects: dict[str, list[str]] = {}
    for warning in dict.fromkeys(warnings):
        subject, colon, said = warning.partition(": ")
        is_about = bool(colon) and "." not in subject
        subjects.setdefault(said if is_about else warning, []).append(subject if is_about else "")
    return tuple(f"{_joined(about)}: {said}" if about[0] else said for said, about in subjects.items())


def _joined(subjects: list[str]) -> str:
    """The subjects with commas, an item that is named at several places once."""
    places: dict[str, list[str]] = {}
    for subject in subjects:
        item, _, place = subject.partition(" at ")
        places.setdefault(item, []).extend([place] if place else [])
    return ", ".join(f"{item} at {', '.join(found)}" if found else item for item, found in places.items())
