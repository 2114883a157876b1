"""Findings in words that the evidence lets pass: the reasoner's, at most twice asked, or the embedded ones."""

from collections.abc import Sequence

from .answers import Choice
from .errors import EvidenceMissing
from .evidence import CallRecord, Rendered, Sources, receipted_choices, render
from .evidence.records import schema_of
from .reasoners.protocol import Agent, Reasoner, Request, Turn, Wording
from .state import Desk, Json

WITHHELD = "A sentence was withheld because a number in it had no receipt."


NOTHING_LEFT = "I cannot answer that with receipts. Ask in other words, or ask for help to see what I can do."


def sources_of(turn: Turn, records: Sequence[CallRecord]) -> Sources:
    """Return what a text of this turn may rest on."""
    return Sources(
        calls={record.id: record for record in records},
        schema=lambda tool: schema_of(turn.registry.get(tool).result),
        snapshot=turn.context.snapshot,
        question=_said(turn),
        thread=turn.thread,
    )


def _said(turn: Turn) -> str:
    """What the person said: the question, and where it answers a question back, also what that was about."""
    last = turn.thread[-1] if turn.thread else None
    if last is None or not last.asked_back:
        return turn.question
    return "\n".join((turn.question, last.question, *(choice.message for choice in last.choices)))


def word(desk: Desk, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Json:
    """Return a section: a template that renders, with choices and warnings.

    The reasoner is asked, once more with the reason when the evidence refuses its words, then the fallback; what even
    the fallback cannot say with receipts is withheld line by line, and the answer warns of it.
    """
    sources = sources_of(desk.turn, done)
    refused = ""
    for reasoner in (desk.reasoner, desk.reasoner, desk.fallback):
        wording = reasoner.word(desk.turn, agent, request, done, refused)
        try:
            render(wording.template, sources)
        except EvidenceMissing as error:
            refused = str(error)
        else:
            warnings = [] if reasoner is desk.reasoner else ["The words are the embedded ones: others had no receipts."]
            choices, dropped = offered(desk, reasoner, wording.choices, sources)
            return _section(wording, wording.template, choices, [*warnings, *dropped])
    return _section(wording, _receipted_lines(wording.template, sources), wording.choices, [WITHHELD])


def offered(
    desk: Desk, reasoner: Reasoner, choices: Sequence[Choice], sources: Sources
) -> tuple[Sequence[Choice], tuple[str, ...]]:
    """Return the choices that may be offered, and a warning where some may not; those of code need no receipts."""
    by_code = reasoner is desk.fallback or desk.choices_by_code
    return (choices, ()) if by_code else receipted_choices(choices, sources)


def rendered_or_withheld(template: str, sources: Sources) -> tuple[Rendered, tuple[str, ...]]:
    """Return the whole text with receipts; without the lines that have none, and a warning, where there are such."""
    try:
        return render(template, sources), ()
    except EvidenceMissing:
        return render(_receipted_lines(template, sources), sources), (WITHHELD,)


def checked_reply(desk: Desk, reply: str) -> str:
    """Return a reply that the evidence lets pass: lines that carry a number without a receipt are withheld."""
    return _receipted_lines(reply, sources_of(desk.turn, ())).strip() or NOTHING_LEFT


def _receipted_lines(template: str, sources: Sources) -> str:
    kept: list[str] = []
    for line in template.split("\n"):
        try:
            render(line, sources)
        except EvidenceMissing:
            continue
        kept.append(line)
    return "\n".join(kept)


def _section(wording: Wording, template: str, choices: Sequence[Choice], warnings: list[str]) -> Json:
    return {
        "template": template,
        "choices": [choice.model_dump(mode="json") for choice in choices],
        "asked_back": wording.asked_back,
        "warnings": warnings,
    }
