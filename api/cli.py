"""The command line: `tandem`."""

import typer

from .commands import asking, audit, bench, data, keys, policies, proposals, serving, tools

app = typer.Typer(
    name="tandem",
    help="Decision support for supply chain planning: S&OP and S&OE agents on one versioned truth.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    pretty_exceptions_short=True,
)

for command in (
    serving.serve,
    serving.worker,
    asking.ask,
    asking.demo,
    asking.replay,
    asking.exceptions,
    bench.bench,
):
    app.command()(command)
app.add_typer(data.app, name="data")
app.add_typer(tools.app, name="tool")
app.add_typer(policies.app, name="policy")
app.add_typer(proposals.app, name="proposal")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="key")


def main() -> None:
    """Run the command line."""
    app()
