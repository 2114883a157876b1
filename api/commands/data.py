"""`tandem data`: check, load, look at and make the data."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .speaking import AsJson, client, console, print_json, refusing, say

app = typer.Typer(help="The data: check files, load them, see what is there.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="A folder of CSV, Parquet or XLSX files.", exists=True, file_okay=False)]
Mapping = Annotated[
    str | None,
    typer.Option(help="A mapping file (YAML), or the name of one that comes with Tandem, such as online_retail."),
]


@app.command()
@refusing
def check(folder: Folder, mapping: Mapping = None, as_json: AsJson = False) -> None:
    """Say everything that is wrong with the files of a folder; loads nothing."""
    from ..loading import check_folder
    from ..settings import read_settings
    from ..terminal.loading import print_report, progress_bar

    with progress_bar() as progress:
        report = check_folder(read_settings(), folder, mapping, progress, tell=say)
    if as_json:
        print_json(report)
    else:
        print_report(console(), report)
    if not report["ok"]:
        raise typer.Exit(1)


@app.command()
@refusing
def load(
    folder: Folder,
    mapping: Mapping = None,
    quarantine: Annotated[
        bool, typer.Option("--quarantine", help="Load the good rows, keep the bad ones aside with their reasons.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Load the files of a folder as one new version of the truth, or nothing if anything is wrong."""
    from ..home import reach
    from ..loading import load_folder
    from ..settings import read_settings
    from ..terminal.loading import print_report, progress_bar

    settings = read_settings()
    with reach(settings.home, tell=say) as server:
        if server is not None:
            say("The server that holds the home folder loads the files; its log shows the progress.")
            named = str(Path(mapping).resolve()) if mapping and Path(mapping).is_file() else mapping
            body = {"folder": str(folder.resolve()), "mapping": named, "quarantine": quarantine}
            with client() as api:
                report: dict[str, Any] = api.request("POST", "/truth/loads", body)
        else:
            with progress_bar() as progress:
                report = load_folder(settings, folder, mapping, quarantine=quarantine, progress=progress)
    if as_json:
        print_json(report)
    else:
        print_report(console(), report)
    if report["version"] is None:
        raise typer.Exit(1)


@app.command()
@refusing
def status(as_json: AsJson = False) -> None:
    """Show the newest versions of the truth and how many rows each table has."""
    with client() as api:
        truth = api.request("GET", "/truth")
    if as_json:
        print_json(truth)
        return
    from ..terminal.tables import plain_table

    versions = plain_table(
        "version", "planning date", "cause", "author", "made at", whole=("version", "planning date", "made at")
    )
    for row in truth["versions"]:
        versions.add_row(row["version"], str(row["planning_date"]), row["cause"], row["author"], _minute(row))
    tables = plain_table("table", "rows", numbers=("rows",))
    for name, rows in truth["tables"].items():
        if rows:
            tables.add_row(name, f"{rows:,}")
    if truth["head"] is None:
        say("Nothing is loaded: 'tandem data sample' makes the sample company, 'tandem data load' loads yours.")
        return
    console().print(versions)
    console().print(tables)


@app.command()
@refusing
def sample(as_json: AsJson = False) -> None:
    """Make the invented sample company, with its policies, in an empty home folder."""
    with client() as api:
        made = api.request("POST", "/truth/sample")
    if as_json:
        print_json(made)
    elif made["created"]:
        say(
            f"The sample company is there as {made['version']}: {sum(made['changed'].values()):,} rows. It is invented."
        )
    else:
        say(f"The sample company was there already ({made['version']}).")


def _minute(version: dict[str, Any]) -> str:
    return version["created_at"][:16].replace("T", " ")
