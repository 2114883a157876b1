"""What was asked and answered: threads, their messages, and answers with their evidence."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, cast

from pydantic import JsonValue
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from ..canonical import canonical_digest
from ..errors import IdempotencyConflict, UnknownAnswer
from .escalations import record_escalations
from .proposals import Record
from .schema import AnswerRow, MessageRow, ThreadRow
from .store import Store

TITLE_CHARACTERS = 80


class Message(Record):
    """One message of a thread; `answer_id` names the answer that it shows."""

    author: Literal["person", "tandem"]
    text: str
    answer_id: str | None
    said_at: datetime


class Thread(Record):
    """A conversation of one person, with its messages in order; without them in a list of threads."""

    thread_id: str
    person_id: str
    title: str
    created_at: datetime
    changed_at: datetime
    messages: tuple[Message, ...] = ()


class Conversations(Store):
    """Threads and answers."""

    def open_thread(self, thread_id: str, person_id: str, title: str = "") -> Thread:
        """Return the thread of that id, new if there is none.

        Raises
        ------
        UnknownAnswer
            If it is another person's: to them it does not exist.
        """
        with self.changing() as connection:
            row = _thread_row(connection, thread_id)
            if row is None:
                now = self.clock()
                times = {"created_at": now, "changed_at": now}
                values = {"thread_id": thread_id, "person_id": person_id, "title": title[:TITLE_CHARACTERS]}
                connection.execute(insert(ThreadRow).values(**values, **times))
            elif row["person_id"] != person_id:
                raise _unknown("thread", thread_id)
            return _thread(connection, thread_id)

    def save_message(
        self, thread_id: str, author: Literal["person", "tandem"], text: str, answer_id: str | None = None
    ) -> Message:
        """Add a message to a thread; `UnknownAnswer` if there is no such thread."""
        with self.changing() as connection:
            return self._say(connection, thread_id, author, text, answer_id)

    def save_answer(self, document: Mapping[str, JsonValue]) -> None:
        """Keep an answer document and add its text to its thread.

        Saving the same document again changes nothing.

        Parameters
        ----------
        document
            As `agents.answers.Answer.model_dump(mode="json")` gives it: with `answer_id`, `thread_id`,
            `truth_version` and `text`. What its `handovers` escalate enters the audit chain.

        Raises
        ------
        UnknownAnswer
            If there is no such thread.
        IdempotencyConflict
            If another document was saved under that id.
        """
        answer_id, thread_id = cast(str, document["answer_id"]), cast(str, document["thread_id"])
        with self.changing() as connection:
            wanted = select(AnswerRow.document).where(AnswerRow.answer_id == answer_id)
            earlier = connection.execute(wanted).scalar()
            if earlier is not None:
                if canonical_digest(json.loads(earlier)) != canonical_digest(dict(document)):
                    raise IdempotencyConflict(
                        f"There is another answer '{answer_id}'.", "Give every answer its own id."
                    )
                return
            self._say(connection, thread_id, "tandem", cast(str, document["text"]), answer_id)
            connection.execute(
                insert(AnswerRow).values(
                    answer_id=answer_id,
                    thread_id=thread_id,
                    truth_version=document["truth_version"],
                    document=json.dumps(dict(document), ensure_ascii=False),
                    given_at=self.clock(),
                )
            )
            record_escalations(connection, document, self.clock())

    def answer(self, answer_id: str) -> dict[str, JsonValue]:
        """Return an answer document as it was given; `UnknownAnswer` if there is none."""
        with self.viewing() as connection:
            wanted = select(AnswerRow.document).where(AnswerRow.answer_id == answer_id)
            document = connection.execute(wanted).scalar()
        if document is None:
            raise _unknown("answer", answer_id)
        return cast(dict[str, JsonValue], json.loads(document))

    def thread(self, thread_id: str) -> Thread:
        """Return a thread with its messages; `UnknownAnswer` if there is none."""
        with self.viewing() as connection:
            return _thread(connection, thread_id)

    def threads(self, person_id: str, limit: int = 100) -> list[Thread]:
        """Return a person's threads without their messages, the last used first."""
        wanted = select(ThreadRow.__table__).where(ThreadRow.person_id == person_id)
        wanted = wanted.order_by(ThreadRow.changed_at.desc(), ThreadRow.thread_id).limit(limit)
        with self.viewing() as connection:
            return [Thread.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]

    def versions_answered(self) -> set[str]:
        """Return every version of the truth that an answer refers to."""
        with self.viewing() as connection:
            return set(connection.execute(select(AnswerRow.truth_version).distinct()).scalars())

    def _say(
        self,
        connection: Connection,
        thread_id: str,
        author: Literal["person", "tandem"],
        text: str,
        answer_id: str | None,
    ) -> Message:
        if _thread_row(connection, thread_id) is None:
            raise _unknown("thread", thread_id)
        message = Message(author=author, text=text, answer_id=answer_id, said_at=self.clock())
        count = select(func.count()).select_from(MessageRow).where(MessageRow.thread_id == thread_id)
        position = connection.execute(count).scalar_one() + 1
        connection.execute(insert(MessageRow).values(thread_id=thread_id, position=position, **message.model_dump()))
        touched = update(ThreadRow).where(ThreadRow.thread_id == thread_id)
        connection.execute(touched.values(changed_at=message.said_at))
        return message


def _thread_row(connection: Connection, thread_id: str) -> RowMapping | None:
    wanted = select(ThreadRow.__table__).where(ThreadRow.thread_id == thread_id)
    return connection.execute(wanted).mappings().first()


def _thread(connection: Connection, thread_id: str) -> Thread:
    row = _thread_row(connection, thread_id)
    if row is None:
        raise _unknown("thread", thread_id)
    columns = (MessageRow.author, MessageRow.text, MessageRow.answer_id, MessageRow.said_at)
    wanted = select(*columns).where(MessageRow.thread_id == thread_id).order_by(MessageRow.position)
    messages = tuple(Message.model_validate(dict(said)) for said in connection.execute(wanted).mappings())
    return Thread.model_validate({**row, "messages": messages})


def _unknown(what: str, name: str) -> UnknownAnswer:
    return UnknownAnswer(f"There is no {what} '{name}'.", "List your threads with GET /api/v1/threads.")
