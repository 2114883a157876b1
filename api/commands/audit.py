"""`tandem audit`: verify and export the audit chain."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..errors import StorageFailed
from .speaking import AsJson, client, print_json, refusing, say

app = typer.Typer(help="The audit chain: verify it, export it.", no_args_is_help=True)
PAGE = 1000


@app.command()
@refusing
def verify(as_json: AsJson = False) -> None:
    """Recompute the hash of every row; exit code 1 if the chain is broken."""
    with client() as api:
        report = api.request("GET", "/audit/verify")
    if as_json:
        print_json(report)
    elif report["intact"]:
        say(f"The audit chain is intact: {report['rows']} rows, head {report['head'][:16]}.")
    else:
        say(f"The audit chain is broken at row {report['broken_at']}: {report['reason']}.")
    if not report["intact"]:
        raise typer.Exit(1)


@app.command()
@refusing
def export(
    path: Annotated[Path | None, typer.Argument(help="A file; standard output by default.")] = None,
) -> None:
    """Write every row as a line of JSON."""
    written = 0
    with client() as api:
        lines: list[str] = []
        after = 0
        while True:
            page = api.request("GET", f"/audit?after={after}&limit={PAGE}")["entries"]
            if not page:
                break
            lines += [json.dumps(entry, ensure_ascii=False) for entry in page]
            after = page[-1]["seq"]
        written = len(lines)
    content = "".join(f"{line}\n" for line in lines)
    if path is None:
        typer.echo(content, nl=False)
    else:
        try:
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise StorageFailed(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error
        say(f"{written} rows written to {path}.")
