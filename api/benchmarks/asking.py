"""Ask a whole conversation, with the real tools over the sample company, and hear what comes of it."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from agents.answers import Answer
from agents.errors import QuestionRefused
from agents.events import Event
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import PerTurn, Reasoner
from agents.turn import Conversation
from knowledge.database import migrate, open_database
from knowledge.decisions.ledger import Ledger
from knowledge.errors import TandemError
from knowledge.policies.store import PolicyStore, sample_documents
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools
from tools.context import Clock, ToolContext

from ..people import principal_of
from .matching import names_of
from .scoring import Heard
from .watching import Watch, watched

PLANNER = "sam"
"""Who asks the questions of a bank: a planner of the sample company who may see everything and draft proposals."""

BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What an error of the program looks like; it counts as a crash of the line and does not end the run."""

Said = Sequence[str]


@dataclass(frozen=True)
class Company:
    """The sample company: what tools are given.

    Parameters
    ----------
    names
        Names of items, places and channels by identifier.
    blank
        The file of an empty ledger.
    """

    snapshot: Snapshot
    policies: PolicyStore
    ledger: Ledger
    clock: Clock
    names: dict[str, str]
    blank: Path

    def context(self, person: str) -> ToolContext:
        """Return what the tools are given when a person asks."""
        return ToolContext(self.snapshot, principal_of(self.snapshot, person), self.policies, self.ledger, self.clock)

    @contextmanager
    def anew(self) -> Generator["Company"]:
        """The same company before anything was proposed."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "tandem.db"
            copyfile(self.blank, file)
            engine = open_database(f"sqlite:///{file}")
            try:
                yield replace(self, ledger=Ledger(engine, self.clock))
            finally:
                engine.dispose()


@contextmanager
def sample_company(folder: Path | None = None) -> Generator[Company]:
    """The sample company on its planning date at half past eight, with an empty ledger.

    Parameters
    ----------
    folder
        Where ledger and policies lie; a temporary one by default.
    """
    from knowledge.truth.sample import generate

    with TemporaryDirectory() as temporary:
        home = folder or Path(temporary)
        snapshot = Snapshot.of_tables("t-000001", generate().tables)
        now = datetime.combine(snapshot.planning_date, time(8, 30), UTC)
        policies = PolicyStore(home / "policies")
        for document in sample_documents():
            policies.add(document)
        blank = home / "blank.db"
        engine = open_database(f"sqlite:///{blank}")
        migrate(engine)
        engine.dispose()
        names = names_of({name: snapshot.table(name).to_dicts() for name in ("items", "locations", "channels")})
        company = Company(snapshot, policies, Ledger(engine, lambda: now), lambda: now, names, blank)
        with company.anew() as started:
            yield started


@dataclass
class Asker:
    """Asks the sample company.

    Parameters
    ----------
    reasoner
        What understands; the embedded one, or any other.
    fallback
        The embedded reasoner.
    """

    company: Company
    reasoner: Reasoner | PerTurn
    fallback: EmbeddedReasoner
    _kept: dict[tuple[str, tuple[str, ...]], Heard] = field(default_factory=dict[tuple[str, tuple[str, ...]], Heard])

    def __post_init__(self) -> None:
        self._watch = Watch()
        self._conversation = Conversation(all_tools(), watched(self.reasoner, self._watch), self.fallback)
        self._conversation.prepare(self.company.snapshot)

    @property
    def name(self) -> str:
        """The reasoner's name."""
        return self.reasoner.name

    def ask(self, question: str, thread: Said = (), person: str = PLANNER) -> Heard:
        """Say everything of a thread, then ask; gives what comes of the question.

        What was said before with the same words, by the same person, is not said again.
        """
        earlier = [self.ask(thread[number], thread[:number], person) for number in range(len(thread))]
        key = (person, (*thread, question))
        if key not in self._kept:
            answers = [heard.answer for heard in earlier if heard.answer is not None]
            self._kept[key] = self._hear(question, answers, person, thread)
        return self._kept[key]

    def _hear(self, question: str, answers: Sequence[Answer], person: str, thread: Said) -> Heard:
        failed: set[str] = set()
        self._watch.reading = None

        def watch(event: Event) -> None:
            if event.kind == "tool_call_finished" and not event.data["ok"]:
                failed.add(str(event.data["id"]))

        thread_id = f"{person}: {' / '.join(thread[:1]) or question}"
        try:
            answer = self._conversation.answer(
                question,
                context=self.company.context(person),
                thread_id=thread_id,
                thread=answers,
                emit=watch,
            )
        except QuestionRefused as error:
            return Heard(None, error=f"{error}", unreadable=True)
        except (TandemError, *BROKEN) as error:
            return Heard(None, error=f"{type(error).__name__}: {error}")
        reply = self._watch.reading.reply if self._watch.reading else None
        return Heard(answer, reply.kind if reply else None, frozenset(failed))
