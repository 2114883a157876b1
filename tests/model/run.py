"""`make test-model`: ask a question bank of a small language model on this machine, and write what came of it.

python -m tests.model.run                    every bank there is, whole, and the conversations that are written out
python -m tests.model.run --sample 120       so many questions of each, every kind by its share

What was asked so far is kept in `.model/results`, so that a run that is stopped leaves the sample that it got to.

Fails where the model, on the questions whose calls it chose, named the right tool less often than the embedded
reasoner did on the same questions.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.openai import Endpoint, Limits, OpenAIReasoner
from api.benchmarks import transcripts
from api.benchmarks.asking import Asker, Company, sample_company
from api.benchmarks.conversations import ConversationResult, PlannedConversation, read_conversations, run_conversations
from api.benchmarks.models import PARTS, ModelRun, run_models, store
from api.benchmarks.questions import OPEN, SEALED, Bank, QuestionLine, bank_path, read_bank
from api.benchmarks.report import write_page
from api.benchmarks.scoring import Heard
from knowledge.policies.embedding import Embedder

from .breaking_off import CONVERSATION
from .breaking_off import held as hold_broken_off
from .sampling import stratified
from .serving import MODEL, PACKAGES, THREADS, model_file, served

SECONDS_A_TURN = 300.0
"""Of waiting for the model; a busy machine without a graphics card is slow."""

EVERY = 10
UNFINISHED = PACKAGES.parent / "results"


def run(
    sample: Annotated[int, typer.Option(help="Questions of each bank; 0 for all.")] = 0,
    bank: Annotated[str, typer.Option(help="bank, sealed or a file; every bank there is by default.")] = "",
    conversations: Annotated[bool, typer.Option(help="Also hold the conversations that are written out.")] = True,
) -> None:
    """Ask the banks of the model and of the embedded reasoner, store the results and write the pages."""
    paths = [bank_path(bank)] if bank else [path for path in map(bank_path, (OPEN, SEALED)) if path.exists()]
    problems: list[str] = []
    with served(model_file()) as url:
        for asked in map(read_bank, paths):
            result = ask(asked, sample, url)
            typer.echo(f"{store(result).name}: {_figures(result)}", err=True)
            problems += [f"{asked.name}: {problem}" for problem in result.problems()]
        if conversations:
            hold(url)
    write_page()
    for problem in problems:
        typer.echo(problem, err=True)
    raise typer.Exit(1 if problems else 0)


def ask(bank: Bank, sample: int, url: str) -> ModelRun:
    """Ask a bank, or a sample of it, of the model behind a URL and of the embedded reasoner."""
    with prepared(url) as (company, model, embedded):
        return _ask(bank, stratified(bank.lines, sample), company, model, embedded)


def hold(url: str) -> None:
    """Hold the conversations that are written out with the model behind a URL, and one that breaks off; write them."""
    held: list[tuple[PlannedConversation, Sequence[Heard]]] = []

    def tell(conversation: PlannedConversation, heard: Sequence[Heard], result: ConversationResult) -> None:
        held.append((conversation, heard))
        typer.echo(f"{result.name}: {len(result.failures)} turns otherwise than expected", err=True)

    chosen = [conversation for conversation in read_conversations() if conversation.transcript]
    with prepared(url) as (company, model, embedded):
        run_conversations(chosen, company, model, embedded, tell)
        held.append((CONVERSATION, hold_broken_off(company, embedded, Embedder())))
        transcripts.write_page(held, model.name, company, transcripts.MODEL_PAGE, transcripts.MODEL_COMMAND)


@contextmanager
def prepared(url: str) -> Generator[tuple[Company, OpenAIReasoner, EmbeddedReasoner]]:
    """The sample company, the model behind a URL, and the embedded reasoner that it hands over to."""
    with TemporaryDirectory() as folder, sample_company(Path(folder)) as company:
        embedder = Embedder()
        embedded = EmbeddedReasoner(None, embedder)
        embedded.prepare(company.snapshot)
        limits = Limits(seconds=SECONDS_A_TURN)
        model = OpenAIReasoner(embedded, embedder, Endpoint(url, MODEL), mode="calls", limits=limits)
        try:
            yield company, model, embedded
        finally:
            model.close()


def _ask(
    bank: Bank, lines: list[QuestionLine], company: Company, model: OpenAIReasoner, embedded: EmbeddedReasoner
) -> ModelRun:
    def tell(so_far: ModelRun) -> None:
        if len(so_far.lines) % EVERY == 0:
            right = sum(line.score.as_expected for line in so_far.lines)
            alone = sum(line.embedded.as_expected for line in so_far.lines)
            said = f"{len(so_far.lines)} of {len(lines)}, {right} as expected, embedded {alone}"
            typer.echo(f"{store(so_far, UNFINISHED).name}: {said}", err=True)

    with company.anew() as other:
        askers = Asker(company, model, embedded), Asker(other, embedded, embedded)
        return run_models(bank, lines, *askers, mode="calls", threads=THREADS, tell=tell)


def _figures(result: ModelRun) -> str:
    parts = {part: len(result.of(part)) for part in PARTS}
    return ", ".join(f"{count} {part}" for part, count in parts.items())


if __name__ == "__main__":
    typer.run(run)
