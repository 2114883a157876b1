"""`make evaluate`: run the question banks and conversations, store the results, write the pages.

python -m api.benchmarks.evaluate                  the open bank, the conversations and their transcripts
python -m api.benchmarks.evaluate --bank sealed    the sealed bank, which is run once: refused when it was run
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from agents.reasoners.embedded import EmbeddedReasoner

from ..errors import BankUnreadable
from . import transcripts
from .asking import Asker, Company, sample_company
from .bars import shares_of
from .conversations import (
    ConversationResult,
    PlannedConversation,
    conversations_file,
    read_conversations,
    run_conversations,
)
from .questions import OPEN, SEALED, Bank, bank_path, read_bank
from .report import write_page
from .runs import EMBEDDED, LineResult, run_bank, store, stored_runs
from .scoring import Heard

EVERY = 50


def evaluate(
    bank: Annotated[str, typer.Option(help="bank, sealed, or a file of the same format.")] = OPEN,
    conversations: Annotated[bool, typer.Option(help="Also hold the conversations and write transcripts.")] = True,
) -> None:
    """Run a bank and the conversations through the embedded reasoner and write the pages."""
    asked = read_bank(bank_path(bank))
    if asked.name == SEALED and any(run.bank_digest == asked.digest for run in stored_runs(SEALED)):
        raise BankUnreadable("The sealed bank was run already.", "Its result is stored; a second run would not count.")
    with prepared() as (company, reasoner):
        _ask(asked, company, reasoner)
        if conversations:
            _hold(company, reasoner)
    write_page()


@contextmanager
def prepared() -> Generator[tuple[Company, EmbeddedReasoner]]:
    """The sample company and an embedded reasoner that has learnt."""
    with TemporaryDirectory() as folder, sample_company(Path(folder)) as company:
        reasoner = EmbeddedReasoner()
        reasoner.prepare(company.snapshot)
        yield company, reasoner


def _ask(bank: Bank, company: Company, reasoner: EmbeddedReasoner) -> None:
    done: list[LineResult] = []

    def tell(result: LineResult) -> None:
        done.append(result)
        if len(done) % EVERY == 0 or len(done) == len(bank.lines):
            right = sum(line.score.as_expected for line in done)
            typer.echo(f"{bank.name}: {right} of {len(done)} as expected", err=True)

    run = run_bank(bank, Asker(company, reasoner, reasoner), tell=tell)
    typer.echo(f"{store(run).name}: {shares_of(run.lines)}", err=True)


def _hold(company: Company, reasoner: EmbeddedReasoner) -> None:
    held: list[tuple[PlannedConversation, Sequence[Heard]]] = []

    def tell(conversation: PlannedConversation, heard: Sequence[Heard], result: ConversationResult) -> None:
        if conversation.transcript:
            held.append((conversation, heard))
        for failure in result.failures:
            typer.echo(f"{result.name}, turn {failure.turn}: {failure.problem}", err=True)

    run = run_conversations(read_conversations(), company, reasoner, reasoner, tell)
    file = conversations_file(EMBEDDED)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(run.model_dump_json(exclude_defaults=True, indent=1) + "\n", encoding="utf-8")
    transcripts.write_page(held, reasoner.name, company)


if __name__ == "__main__":
    typer.run(evaluate)
