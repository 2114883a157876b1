"""`tandem tool`: the tools that the agents use, for people."""

import json
from typing import Annotated

import typer

from .speaking import AsJson, SpeakAs, at, client, console, print_json, refusing, say

app = typer.Typer(help="The tools that the agents use: list them, run one.", no_args_is_help=True)


@app.command("list")
@refusing
def list_tools(as_json: AsJson = False) -> None:
    """List the tools with what they answer."""
    with client() as api:
        tools = api.request("GET", "/tools")["tools"]
    if as_json:
        print_json(tools)
        return
    from ..terminal.tables import print_tools

    print_tools(console(), tools)


@app.command()
@refusing
def run(
    name: Annotated[str, typer.Argument(help="A tool of 'tandem tool list'.")],
    args: Annotated[str, typer.Option("--args", help="Its arguments, a JSON object.")] = "{}",
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """Run a tool and print its result."""
    try:
        arguments = json.loads(args)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"not JSON: {error}", param_hint="--args") from error
    if not isinstance(arguments, dict):
        raise typer.BadParameter("a JSON object is needed, such as '{\"weeks\": 13}'", param_hint="--args")
    with client(speak_as) as api:
        outcome = api.request("POST", at("tools", name), {"arguments": arguments})
    if as_json:
        print_json(outcome)
        return
    from ..terminal.charts import draw_chart

    shown = {key: value for key, value in outcome["result"].items() if key not in ("charts", "assumptions", "warnings")}
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    for chart in outcome["result"].get("charts", []):
        drawn = draw_chart(chart)
        if drawn:
            typer.echo(f"\n{drawn}")
    for label in ("assumptions", "warnings"):
        for line in outcome[label]:
            say(f"{label[:-1]}: {line}")
