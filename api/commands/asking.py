"""`tandem ask`, `demo`, `replay` and `exceptions`."""

from typing import Annotated

import typer

from .speaking import AsJson, SpeakAs, at, client, console, print_json, refusing, say


@refusing
def ask(
    text: Annotated[str, typer.Argument(help="A question, as you would put it to a colleague.")],
    speak_as: SpeakAs = None,
    thread: Annotated[str | None, typer.Option("--thread", help="Go on in this thread.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show where each number comes from.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask a question; the answer comes with evidence and, where something should be done, with proposals."""
    with client(speak_as) as api:
        thread_id = thread or api.request("POST", "/threads")["thread_id"]
        answer = api.request("POST", at("threads", thread_id, "messages"), {"text": text})
    if as_json:
        print_json(answer)
        return
    from ..terminal.answer import print_answer

    print_answer(console(), answer, evidence=evidence)


@refusing
def replay(
    answer_id: Annotated[str, typer.Argument(help="The id below an answer.")],
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """Compute an answer again from its version of the truth; exit code 1 if anything differs."""
    with client(speak_as) as api:
        report = api.request("POST", at("answers", answer_id, "replay"))
    if as_json:
        print_json(report)
    else:
        say(report["summary"])
        for difference in report["differences"]:
            say(f"  {difference}")
    if not report["same"]:
        raise typer.Exit(1)


@refusing
def exceptions(
    within_days: Annotated[int | None, typer.Option(help="Only those that harm within so many days.", min=1)] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """List what will hurt, by money and time."""
    query = f"?limit={limit}" + (f"&within_days={within_days}" if within_days else "")
    with client(speak_as) as api:
        listed = api.request("GET", f"/exceptions{query}")
    if as_json:
        print_json(listed)
        return
    from ..terminal.tables import print_exceptions

    print_exceptions(console(), listed)


@refusing
def demo() -> None:
    """Play the main job once on the sample company: question, answer, proposal, approval, effect, audit."""
    from ..terminal.demo import play

    with client() as api:
        play(console(), api)
