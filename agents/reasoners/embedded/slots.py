"""What a question names, ready to be put into a tool's arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from knowledge.principal import Scope

from .dates import Period, periods_in
from .linking import Entity, EntityKind, Lexicon, Mention, link
from .masking import Found
from .quantities import Kind, Quantity, quantities_in

SLOTS = (
    *(
        "item",
        "family",
        "site",
        "supplier",
        "channel",
        "customer",
        "region",
        "order",
        "policy",
        "person",
        "proposal",
        "exception",
    ),
    *("period", "day", "percent", "duration", "factor", "number", "money"),
)
"""Everything that a question can name."""


@dataclass(frozen=True, slots=True)
class Slots:
    """A question and what it names.

    Attributes
    ----------
    said
        The question itself.
    today
        The planning date.
    """

    said: str
    today: date
    found: Found

    def mention(self, kind: EntityKind, number: int = 0) -> Mention | None:
        """Return the mention of a thing of that kind, the first unless `number` says another."""
        mentions = [m for m in self.found.mentions if m.entity.kind == kind]
        return mentions[number] if number < len(mentions) else None

    def entity(self, kind: EntityKind, number: int = 0) -> Entity | None:
        """Return the likeliest thing of that kind."""
        mention = self.mention(kind, number)
        return mention.entity if mention else None

    def id(self, kind: EntityKind, number: int = 0) -> str | None:
        """Return its identifier."""
        entity = self.entity(kind, number)
        return entity.id if entity else None

    def spoken(self, kind: EntityKind) -> str:
        """Return the words in which the question names it; a question back repeats them."""
        mention = self.mention(kind)
        return self.said[mention.start : mention.end] if mention else ""

    def quantity(self, *kinds: Kind) -> Quantity | None:
        """Return the first quantity of one of these kinds."""
        return next((q for q in self.found.quantities if q.kind in kinds), None)

    @property
    def period(self) -> Period | None:
        """The first stretch of days."""
        return next((p for p in self.found.periods if not p.is_point), None)

    @property
    def day(self) -> date | None:
        """The first day named, or the last day of a stretch."""
        point = next((p for p in self.found.periods if p.is_point), None)
        period = point or self.period
        return period.last if period else None

    @property
    def names_last_day(self) -> bool:
        """Whether a day or a calendar period says how far to look, so that its last day is part of what is asked."""
        return any(not p.is_length for p in self.found.periods)

    @property
    def window(self) -> tuple[date, date | None] | None:
        """First and last day of what a question names: a stretch, two days, or a day and a length; open without end.

        The last day lies before the first one where the question says so.
        """
        points = [p.first for p in self.found.periods if p.is_point]
        stretch, length = self.period, self.quantity("duration")
        if stretch is not None:
            return stretch.first, stretch.last
        if len(points) > 1:
            return points[0], points[1]
        if points and length is not None:
            return points[0], points[0] + timedelta(days=max(round(length.value), 1) - 1)
        if points and self.says("from", "starting", "since", "after"):
            return points[0], None
        return (points[0], points[0]) if points else None

    @property
    def named(self) -> frozenset[str]:
        """The names of all slots that are filled."""
        kinds = {mention.entity.kind for mention in self.found.mentions}
        amounts = {quantity.kind for quantity in self.found.quantities}
        times = {"day" if period.is_point else "period" for period in self.found.periods}
        return frozenset({*kinds, *amounts, *times})

    @property
    def first_day(self) -> int | None:
        """First day of the stretch of time, counted from the planning date."""
        starts = [(p.first - self.today).days for p in self.found.periods]
        return min(starts) if starts else None

    @property
    def last_day(self) -> int | None:
        """Last day of the stretch of time, counted from the planning date; a length such as "8 weeks" counts too."""
        ends = [(p.last - self.today).days for p in self.found.periods]
        length = self.quantity("duration")
        if not ends and length is not None:
            return round(length.value)
        return max(ends) if ends else None

    def weeks_ahead(self, default: int, most: int) -> int:
        """Return how many weeks from today reach the end of the stretch of time, at least one."""
        last = self.last_day
        if last is None or last <= 0:
            return default
        return min(max(ceil(last / 7), 1), most)

    def days_ahead(self, default: int, most: int) -> int:
        """Return how many days from today reach the end of the stretch of time, at least one."""
        last = self.last_day
        return min(max(last, 1), most) if last is not None and last > 0 else default

    def months(self) -> tuple[date, date] | None:
        """Return the first days of the first and last month that the stretch of time touches."""
        period = self.period
        if period is None:
            return None
        return period.first.replace(day=1), period.last.replace(day=1)

    def says(self, *words: str) -> bool:
        """Whether one of these words or phrases stands in the question."""
        low = f" {' '.join(self.said.lower().replace('?', ' ').replace(',', ' ').split())} "
        return any(f" {word} " in low for word in words)


def slots_of(said: str, lexicon: Lexicon, today: date, scopes: Sequence[Scope] = (Scope(),)) -> Slots:
    """Return what a question names; names go before dates, and dates before misread names.

    Parameters
    ----------
    scopes
        What the person may see; a name outside is not recognised, as if it did not exist.
    """
    times = periods_in(said, today)
    mentions = [m for m in link(said, lexicon, scopes) if not _is_time(m, times)]
    taken = [(m.start, m.end) for m in mentions]
    periods = [p for p in times if all(p.end <= s or e <= p.start for s, e in taken)]
    taken += [(p.start, p.end) for p in periods]
    return Slots(said, today, Found(tuple(mentions), tuple(periods), tuple(quantities_in(said, taken))))


def _is_time(mention: Mention, times: Sequence[Period]) -> bool:
    """Whether what was taken for a misspelled name, or for a part of several, is part of a time."""
    return not mention.spelled and any(p.start < mention.end and mention.start < p.end for p in times)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
