"""How a value of a result is written, and the rounding rules.

| format | unit of the number | written | rounding |
|---|---|---|---|
| `money` | money | `EUR 12,345`, `EUR 1.235 million` | two decimals below 100, none below a million |
| `units` | base units | `240 cases` | the item's precision; else two decimals below 10, none above |
| `percent` | share | `12.3 %` | one decimal |
| `days`, `weeks`, `hours` | the same | `5 days` | one decimal, none where it is whole |
| `number` | count, ratio or no unit | `1,204`, `0.83` | whole numbers whole, others two decimals |
| `count` | a list | how many it holds | |
| `date`, `month` | ISO date | `14 Mar 2026`, `March 2026` | |
| `weekday`, `week` | ISO date | `Saturday 14 Mar 2026`, `week 11 of 2026` (ISO 8601) | |
| `text` | text | as it is, Markdown signs escaped | |

A `+` behind a format of a number writes its sign (`money+`: `+EUR 12`). A format that does not fit the unit is refused:
days cannot be written as money. A range is two references with "to" or "between … and …" around them; a share is
always written as a percentage, also the difference of two shares.
"""

import re
from collections.abc import Callable
from datetime import date

from pydantic import JsonValue

from tools.results import Unit
from tools.written import trimmed, written_day, written_quantity

FORMAT_OF_UNIT: dict[Unit | None, str] = {
    "base units": "units",
    "money": "money",
    "days": "days",
    "weeks": "weeks",
    "share": "percent",
    "count": "number",
    "ratio": "number",
    "hours": "hours",
    None: "number",
}
"""The only format that a number of each unit takes."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|])")


def write_number(value: float, format_: str, *, unit_name: str, precision: int | None, currency: str) -> str:
    """Return a number with its unit by the rules above; `format_` without the `+`."""
    size = abs(value)
    if format_ == "money":
        text = _money(size, currency)
    elif format_ == "units":
        text = written_quantity(size, unit_name, precision)
    elif format_ == "percent":
        text = f"{size * 100:,.1f} %"
    elif format_ in ("days", "weeks", "hours"):
        shown = trimmed(size, 1)
        text = f"{shown} {format_[:-1] if shown == '1' else format_}"
    else:
        text = trimmed(size, 2)
    nothing = not any(character in "123456789" for character in text)
    return text if value >= 0 or nothing else f"-{text}"


def write_text(value: str) -> str:
    """Return a text of the data as one line in which no sign has a meaning for Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(value.split()))


def write_day(value: str) -> str:
    """Return an ISO date as `14 Mar 2026`; `ValueError` if it is none."""
    return written_day(date.fromisoformat(value[:10]))


def write_month(value: str) -> str:
    """Return an ISO date, or `2026-03`, as `March 2026`; `ValueError` if it is neither."""
    return f"{date.fromisoformat(value[:7] + '-01'):%B %Y}"


def write_weekday(value: str) -> str:
    """Return an ISO date as `Saturday 14 Mar 2026`; `ValueError` if it is none."""
    return f"{date.fromisoformat(value[:10]):%A} {write_day(value)}"


def write_week(value: str) -> str:
    """Return the ISO 8601 week of an ISO date as `week 11 of 2026`; `ValueError` if it is none."""
    year, week, _ = date.fromisoformat(value[:10]).isocalendar()
    return f"week {week} of {year}"


def cited_as(policy: str, section: str) -> str:
    """Return how a policy section is cited: `POL-07 §3`."""
    return f"{policy} §{section.removeprefix('§').strip()}"


TEXT_FORMATS: dict[str, Callable[[str], str]] = {
    "text": write_text,
    "date": write_day,
    "month": write_month,
    "weekday": write_weekday,
    "week": write_week,
}


def format_of(value: JsonValue, unit: Unit | None) -> str:
    """Return the format that a value takes when the reference names none."""
    if isinstance(value, list):
        return "count"
    if isinstance(value, str):
        return "date" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else "text"
    return FORMAT_OF_UNIT[unit]


def _money(size: float, currency: str) -> str:
    if size >= 999_999.5:
        return f"{currency} {size / 1e6:,.3f} million"
    return f"{currency} {size:,.0f}" if size >= 99.995 else f"{currency} {size:,.2f}"
