"""Words for a call that gave no result: what was wrong, and what to do."""

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Request, Wording
from .told import Told, bullets, paragraphs


def words(request: Request, record: CallRecord) -> Wording:
    """Say why there is no result; close names become choices."""
    told = Told(record)
    said = str(request.details.get("said", ""))
    suggestions = [
        str(told.value("suggestions", place.path.rsplit("/", 1)[-1])) for place in told.each("suggestions", 5)
    ]
    choices = tuple(Choice(label=name, message=f"{said} ({name})") for name in suggestions)
    detail = str(told.value("detail"))
    missing = [
        place for place, name in zip(told.each("suggestions", 5), suggestions, strict=True) if name not in detail
    ]
    lines = bullets(place.ref("", "text") for place in missing)
    template = paragraphs(
        f"{told.ref('detail', 'text')} {told.ref('remedy', 'text') if told.value('remedy') else ''}", lines
    )
    return Wording(template=template, choices=choices, asked_back=bool(choices))
