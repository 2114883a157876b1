"""`tandem key`: the keys with which people and programs sign in."""

from typing import Annotated

import typer

from .speaking import AsJson, at, client, console, print_json, refusing, say

app = typer.Typer(help="Keys with which people and programs sign in.", no_args_is_help=True)


@app.command()
@refusing
def create(
    person: Annotated[str, typer.Argument(help="A person of the table people.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = 365,
    as_json: AsJson = False,
) -> None:
    """Make a key; it is shown once."""
    with client() as api:
        key = api.request("POST", "/keys", {"person_id": person, "label": label, "days": days})
    if as_json:
        print_json(key)
        return
    say(f"{key['key_id']} speaks for {person} until {key['expires_at'][:10]}. Keep it: it cannot be shown again.")
    typer.echo(key["key"])


@app.command("list")
@refusing
def list_keys(as_json: AsJson = False) -> None:
    """List the keys; never their secret part."""
    with client() as api:
        keys = api.request("GET", "/keys")["keys"]
    if as_json:
        print_json(keys)
        return
    if not keys:
        say("There is no key but the operator's own; 'tandem key create PERSON' makes one.")
        return
    from ..terminal.tables import plain_table

    table = plain_table("key", "person", "label", "expires", "revoked", whole=("key", "expires", "revoked"))
    for key in keys:
        table.add_row(
            key["key_id"], key["person_id"], key["label"], key["expires_at"][:10], (key["revoked_at"] or "")[:10]
        )
    console().print(table)


@app.command()
@refusing
def revoke(key_id: Annotated[str, typer.Argument(help="Such as K-1a2b3c4d5e6f.")]) -> None:
    """End a key at once."""
    with client() as api:
        api.request("DELETE", at("keys", key_id))
    say(f"{key_id} is revoked.")
