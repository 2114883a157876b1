"""An answer as a person likes to read it on a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markdown import Markdown

from .charts import draw_chart
from .tables import plain_table

WIDEST = 100
MOST_CHARTS = 2
"""Charts that are drawn; a terminal is for reading, the page shows them all."""


def print_answer(console: Console, answer: Mapping[str, Any], *, evidence: bool = False) -> None:
    """Print the text, its charts, what to choose from or decide on, and on request where each number comes from."""
    console.print(Markdown(answer["text"]))
    for chart in answer["charts"][:MOST_CHARTS]:
        drawn = draw_chart(chart, width=min(console.width, WIDEST))
        if drawn:
            console.print(f"\n{drawn}", markup=False, highlight=False)
    more = len(answer["charts"]) - MOST_CHARTS
    if more > 0:
        console.print(f"\n{more} more {'chart' if more == 1 else 'charts'} on the page.", style="dim", highlight=False)
    if answer["warnings"]:
        console.print()
    for warning in answer["warnings"]:
        console.print(f"Note: {warning}", markup=False, highlight=False)
    if answer["choices"]:
        console.print()
        for number, choice in enumerate(answer["choices"], start=1):
            console.print(f"  {number}. {choice['label']}", markup=False, highlight=False)
        message = answer["choices"][0]["message"]
        go_on = f'Go on: tandem ask --thread {answer["thread_id"]} "{message}"'
        console.print(go_on, style="dim", markup=False, highlight=False)
    console.print()
    for proposal in answer["proposals"]:
        console.print(f"Proposal {proposal}: tandem proposal show {proposal}", markup=False, highlight=False)
    if evidence:
        print_evidence(console, answer)
    console.print(
        f"{answer['answer_id']} · thread {answer['thread_id']} · truth {answer['truth_version']} · "
        f"{', '.join(answer['agents'])} · {answer['reasoner']} · {answer['elapsed_ms'] / 1000:.1f} s",
        style="dim",
        markup=False,
        highlight=False,
    )


def print_evidence(console: Console, answer: Mapping[str, Any]) -> None:
    """Print every tool call, number and citation that an answer rests on."""
    calls = plain_table("call", "agent", "tool", "arguments", "result digest", title="Tool calls")
    for call in answer["tool_calls"]:
        arguments = ", ".join(f"{name}={value}" for name, value in call["arguments"].items() if value is not None)
        calls.add_row(call["id"], call["agent"], call["tool"], arguments, call["result_digest"][:12])
    figures = plain_table("number", "value", "unit", "source", "where", title="Numbers")
    for figure in answer["figures"]:
        where = f"{figure['tool_call']}:{figure['path']}" if figure["tool_call"] else ""
        figures.add_row(figure["text"], str(figure["value"]), figure["unit"], figure["source"], where)
    console.print(calls)
    console.print(figures)
    for citation in answer["citations"]:
        console.print(
            f"{citation['policy']} §{citation['section']}: {citation['quote']}", markup=False, highlight=False
        )
