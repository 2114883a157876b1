"""What will hurt: exceptions found before they become disruptions, one for each root cause."""

from .list_exceptions import TOOL as LIST_EXCEPTIONS

TOOLS = (LIST_EXCEPTIONS,)
