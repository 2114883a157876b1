"""`tandem bench`: measured figures, with medians and a peer in the same run."""

from typing import Annotated

import typer

from .speaking import AsJson, console, print_json, refusing


@refusing
def bench(
    name: Annotated[str | None, typer.Argument(help="answer or load; all by default.")] = None,
    bank: Annotated[
        str | None,
        typer.Option(help="Question bank of answer: sealed, bank or a file; by default sealed where there is one."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure this installation on this machine."""
    from ..benchmarks import BENCHES, run_bench

    if name is not None and name not in BENCHES:
        raise typer.BadParameter(f"there is no benchmark '{name}'; there are {', '.join(BENCHES)}")
    reports = [run_bench(each, bank) for each in ([name] if name else BENCHES)]
    if as_json:
        documents = [report.model_dump(mode="json") for report in reports]
        print_json(documents[0] if name else documents)
        return
    from ..terminal.tables import print_bench

    for report in reports:
        print_bench(console(), report)
