"""How quantities and days are written in the texts of results and in answers: one way for both."""

from datetime import date


def written_day(day: date) -> str:
    """Return a day as people write it.

    >>> written_day(date(2026, 3, 14))
    '14 Mar 2026'
    """
    return f"{day.day} {day:%b %Y}"


def written_days(number: int) -> str:
    """Return a number of days.

    >>> written_days(1), written_days(12)
    ('1 day', '12 days')
    """
    return f"{number:,} {'day' if number == 1 else 'days'}"


def written_quantity(quantity: float, unit: str, precision: int | None = 0) -> str:
    """Return a quantity with its unit in the number that it takes.

    Parameters
    ----------
    unit
        A base unit in the singular, such as `case` or `kg`.
    precision
        Decimal places; `None` keeps two below ten and none above.

    Examples
    --------
    >>> written_quantity(1204, "case"), written_quantity(1, "box"), written_quantity(384.7, "kg")
    ('1,204 cases', '1 box', '385 kg')
    """
    size = abs(quantity)
    decimals = 0 if precision is None else precision
    shown = trimmed(size, 2) if precision is None and size < 10 else f"{size:,.{decimals}f}"
    sign = "-" if quantity < 0 and any(digit in "123456789" for digit in shown) else ""
    return f"{sign}{shown} {unit if shown == '1' else plural(unit)}"


def exact_quantity(quantity: float, unit: str) -> str:
    """Return a quantity as it was given, with its unit.

    >>> exact_quantity(1204.25, "kg"), exact_quantity(1, "case")
    ('1,204.25 kg', '1 case')
    """
    shown = f"{quantity:,.12g}"
    return f"{shown} {unit if shown == '1' else plural(unit)}"


def plural(unit: str) -> str:
    """Return the plural of a unit in words ("case", "box"); a symbol ("kg", "l") has none.

    >>> plural("case"), plural("box"), plural("kg")
    ('cases', 'boxes', 'kg')
    """
    if len(unit) <= 2 or not unit.isalpha() or unit.endswith("s"):
        return unit
    return f"{unit}es" if unit.endswith(("x", "ch", "sh")) else f"{unit}s"


def trimmed(size: float, decimals: int) -> str:
    """Return a number without zeros at its end.

    >>> trimmed(2.50, 2), trimmed(3.0, 1)
    ('2.5', '3')
    """
    text = f"{size:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
