"""Compute an answer again and say exactly what differs."""

import json
from dataclasses import dataclass

from tools.context import ToolContext
from tools.registry import Registry
from tools.results import Part

from .answers import Answer, Figure
from .evidence import CallRecord
from .evidence.records import schema_of
from .evidence.rendering import Sources, value_written
from .version import code_version

READ_THE_LEDGER = frozenset({"list_proposals"})
"""Tools whose results depend on the ledger, which has no versions."""


WORDS = (
    "The words and the choice of calls are those of {reasoner} and stand as they are; calls and figures are computed."
)


class CallReplay(Part):
    """One call, made again.

    Attributes
    ----------
    same
        Whether the digests of the results are equal.
    skipped
        Why it was not made again; empty where it was.
    """

    id: str
    tool: str
    same: bool
    digest_then: str
    digest_now: str
    skipped: str = ""


class FigureReplay(Part):
    """A figure of the text that reads differently now."""

    text: str
    path: str
    value_then: float | str
    value_now: float | str | None


class ReplayReport(Part):
    """What came of computing an answer again.

    Attributes
    ----------
    same
        Every call that was made again gave the same result, and every figure of the text still stands there.
    differences
        What differs, a sentence each.
    words
        What is not made again: the words, and the choice of the calls.
    """

    answer_id: str
    truth_version: str
    code_then: str
    code_now: str
    same: bool
    calls: tuple[CallReplay, ...]
    figures_checked: int
    figures_changed: tuple[FigureReplay, ...]
    differences: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Again:
    report: CallReplay
    record: CallRecord | None


def replay(answer: Answer, context: ToolContext, registry: Registry) -> ReplayReport:
    """Make every reading call of an answer again and compare its digest, then every figure of the text.

    No reasoner is asked, so an answer made by a language model replays without it. A call that drafted a proposal, or
    read the ledger, is not made again.

    Parameters
    ----------
    context
        With the snapshot of the answer's version and the answer's seed.
    """
    differences = _surroundings(answer, context)
    again = [_call_again(call.id, answer, context, registry) for call in answer.tool_calls]
    for one in again:
        if not one.report.same and not one.report.skipped:
            differences.append(f"{one.report.id} {one.report.tool}: the result differs.")
    records = {one.record.id: one.record for one in again if one.record is not None}
    sources = Sources(
        calls=records,
        schema=lambda tool: schema_of(registry.get(tool).result),
        snapshot=context.snapshot,
        question=answer.question,
    )
    checked = [figure for figure in answer.figures if figure.tool_call in records]
    changed = [change for figure in checked if (change := _changed(figure, answer, sources)) is not None]
    differences += [f"'{change.text}' is not what {change.path} says now." for change in changed]
    return ReplayReport(
        answer_id=answer.answer_id,
        truth_version=answer.truth_version,
        code_then=answer.code_version,
        code_now=code_version(),
        same=not changed and all(one.report.same or one.report.skipped for one in again),
        calls=tuple(one.report for one in again),
        figures_checked=len(checked),
        figures_changed=tuple(changed),
        differences=tuple(differences),
        words=WORDS.format(reasoner=answer.reasoner),
    )


def _surroundings(answer: Answer, context: ToolContext) -> list[str]:
    """What is not as it was when the answer was given."""
    pairs = (
        ("truth version", answer.truth_version, context.snapshot.version),
        ("seed", str(answer.seed), str(context.seed)),
        ("person", answer.asked_by, context.principal.person_id),
        ("code", answer.code_version, code_version()),
    )
    return [f"The {name} was {then} and is {now}." for name, then, now in pairs if then != now]


def _call_again(call_id: str, answer: Answer, context: ToolContext, registry: Registry) -> _Again:
    call = next(call for call in answer.tool_calls if call.id == call_id)
    then = call.result_digest
    if registry.get(call.tool).effect == "draft" or call.tool in READ_THE_LEDGER:
        why = "It drafted a proposal or read the ledger, which has moved on; the ledger keeps what it gave."
        return _Again(
            CallReplay(id=call.id, tool=call.tool, same=False, digest_then=then, digest_now="", skipped=why), None
        )
    outcome = registry.call(context, call.tool, call.arguments)
    record = CallRecord(
        id=call.id,
        agent=call.agent,
        request=0,
        tool=call.tool,
        arguments=call.arguments,
        ok=outcome.result is not None,
        document=json.loads(json.dumps(outcome.document)),
        digest=outcome.digest,
        elapsed_ms=outcome.elapsed_ms,
    )
    report = CallReplay(
        id=call.id, tool=call.tool, same=outcome.digest == then, digest_then=then, digest_now=outcome.digest
    )
    return _Again(report, record)


def _changed(figure: Figure, answer: Answer, sources: Sources) -> FigureReplay | None:
    """Whether the figure is still what stands at its place and in the text."""
    assert figure.tool_call is not None
    now = value_written(sources, figure.tool_call, figure.path or "")
    in_text = answer.text[figure.start : figure.end] == figure.text
    if in_text and now == figure.value:
        return None
    where = f"{figure.tool_call}:{figure.path}"
    return FigureReplay(text=figure.text, path=where, value_then=figure.value, value_now=now)
