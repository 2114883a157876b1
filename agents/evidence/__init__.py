"""A number without a receipt does not leave the house.

Reasoners write sentences with references such as `{{c3:/items/0/quantity|units}}` instead of numbers. `render` puts
the numbers in, records where each comes from, and refuses every sentence in which another number is left that neither
the question, an identifier nor a quoted policy covers.
"""

from .choices import NOT_OFFERED, receipted_choices
from .records import CallRecord
from .references import Reference, references_in
from .rendering import render
from .sources import Rendered, Sources
from .tracing import unreceipted_texts

__all__ = [
    "NOT_OFFERED",
    "CallRecord",
    "Reference",
    "Rendered",
    "Sources",
    "receipted_choices",
    "references_in",
    "render",
    "unreceipted_texts",
]
