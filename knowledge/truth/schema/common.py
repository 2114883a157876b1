"""Columns that many tables share."""

from .columns import Column, text

UNITS = "base units"
MONEY = "company currency"
DAYS = "days"

ITEM, LOCATION, CHANNEL = "items.item_id", "locations.location_id", "channels.channel_id"

MODE = text("mode", choices=("road", "rail", "sea", "air", "any"))
BUCKET = text("bucket", choices=("day", "week", "month"))


def item(name: str = "item_id", *, required: bool = True) -> Column:
    """A reference to an item."""
    return text(name, ITEM, required=required)


def location(name: str = "location_id", *, required: bool = True, every: bool = False) -> Column:
    """A reference to a place."""
    return text(name, LOCATION, required=required, every=every)


def channel(*, every: bool = False) -> Column:
    """A reference to a channel."""
    return text("channel_id", CHANNEL, every=every)
