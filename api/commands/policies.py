"""`tandem policy`: add, withdraw, list and search policies."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import NotFound
from .speaking import AsJson, SpeakAs, at, client, console, print_json, refusing, say

app = typer.Typer(help="Policies: add, withdraw, list, search.", no_args_is_help=True)


@app.command()
@refusing
def add(
    paths: Annotated[list[Path], typer.Argument(help="Markdown files, or folders of them.", exists=True)],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in place of the policy of the same id.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add policy documents."""
    from knowledge.policies.documents import read_text

    files = [file for path in paths for file in (sorted(path.glob("*.md")) if path.is_dir() else [path])]
    if not files:
        raise NotFound(f"There is no policy in {', '.join(map(str, paths))}.", "Name Markdown files (*.md).")
    texts = [read_text(file) for file in files]
    added = []
    with client() as api:
        for file, text in zip(files, texts, strict=True):
            body = {"text": text, "name": file.name, "replace": replace}
            added.append(api.request("POST", "/policies", body))
    if as_json:
        print_json(added)
        return
    for policy in added:
        say(f"{policy['policy_id']} {policy['title']}: in force from {policy['effective_from']}.")


@app.command()
@refusing
def withdraw(
    policy_id: Annotated[str, typer.Argument(help="Such as POL-07.")], speak_as: SpeakAs = None, as_json: AsJson = False
) -> None:
    """End a policy with the planning date; it stays on record."""
    with client(speak_as) as api:
        policy = api.request("DELETE", at("policies", policy_id))
    if as_json:
        print_json(policy)
        return
    say(f"{policy['policy_id']} {policy['title']} does not hold from {policy['withdrawn_on']} on.")


@app.command("list")
@refusing
def list_policies(speak_as: SpeakAs = None, as_json: AsJson = False) -> None:
    """List the policies in force on the planning date."""
    with client(speak_as) as api:
        policies = api.request("GET", "/policies")["policies"]
    if as_json:
        print_json(policies)
        return
    if not policies:
        say("No policy is in force; 'tandem policy add FILE' adds one.")
        return
    from ..terminal.tables import plain_table

    table = plain_table("policy", "title", "owner", "from", "limits", numbers=("limits",), whole=("policy", "from"))
    for policy in policies:
        table.add_row(
            policy["policy_id"], policy["title"], policy["owner"], policy["effective_from"], str(len(policy["limits"]))
        )
    console().print(table)


@app.command()
@refusing
def search(
    text: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=20)] = 5,
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """Find the sections of the policies that answer a question."""
    from urllib.parse import urlencode

    with client(speak_as) as api:
        passages = api.request("GET", f"/policies/search?{urlencode({'q': text, 'limit': limit})}")["passages"]
    if as_json:
        print_json(passages)
        return
    if not passages:
        say("No policy says anything about that.")
        return
    from ..terminal.tables import print_entry

    for passage in passages:
        print_entry(console(), (passage["citation"], passage["title"], passage["heading"]), passage["quote"])
