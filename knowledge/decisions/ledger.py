"""The ledger: the one place where proposals are kept and decided, and everything about them is on record."""

from .audit import AuditTrail
from .conversations import Conversations
from .deciding import Deciding
from .escalations import Escalations
from .exception_states import ExceptionStates
from .executing import Executing
from .outbox import Outbox
from .rechecking import Rechecking


class Ledger(Deciding, Executing, Rechecking, Outbox, AuditTrail, Conversations, Escalations, ExceptionStates):
    """Proposals, decisions, the audit chain, the outbox, conversations and exception states of one database.

    Every change is one transaction, and one writer changes the ledger at a time. Threads and processes may share the
    database; the database must have been migrated (`knowledge.database.migrate`).

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from knowledge.database import migrate, open_database
    >>> with TemporaryDirectory() as folder:
    ...     engine = open_database(f"sqlite:///{Path(folder) / 'tandem.db'}")
    ...     migrate(engine)
    ...     ledger = Ledger(engine, lambda: datetime(2026, 3, 2, tzinfo=UTC))
    ...     print(ledger.proposals(), ledger.verify().intact)
    ...     engine.dispose()
    [] True
    """

    def versions_in_use(self) -> set[str]:
        """Return every version of the truth that a proposal or an answer refers to: these must be kept."""
        return self.versions_proposed() | self.versions_answered()
