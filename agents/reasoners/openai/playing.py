"""A real HTTP server on loopback that plays a language model: for tests and benchmarks, and to see what is asked.

It speaks the streaming chat completions of OpenAI-compatible endpoints. What it plays is a script: a function of the
request, or a list of plays of which the last is repeated.
"""

import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Play:
    """One reply.

    Parameters
    ----------
    text, calls
        What is said, and the tool calls as name and arguments; arguments that are text are sent as they are.
    thought
        Reasoning, sent in the field `thought_field`.
    finish
        The reason of the end; `None` says none.
    usage
        Tokens of prompt and reply; `None` counts none.
    status, headers, error
        An HTTP error instead, with what it says.
    cut_after
        Pieces after which the connection breaks.
    step
        Characters in a piece of text.
    before_piece
        Is called with the number of each piece before it is sent.
    raw
        Lines that are sent as they are, instead of all else.
    """

    text: str = ""
    calls: tuple[tuple[str, Any], ...] = ()
    thought: str = ""
    thought_field: str = "reasoning_content"
    finish: str | None = "stop"
    usage: tuple[int, int] | None = (100, 20)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    error: str = "played"
    cut_after: int | None = None
    step: int = 12
    before_piece: Callable[[int], None] | None = None
    raw: tuple[str, ...] = ()

    def pieces(self) -> Iterator[Body]:
        """Give the chunks of the stream."""
        yield {"role": "assistant"}
        if self.thought:
            yield {self.thought_field: self.thought, "content": None}
        for start in range(0, len(self.text), self.step):
            yield {"content": self.text[start : start + self.step]}
        for index, (name, arguments) in enumerate(self.calls):
            written = arguments if isinstance(arguments, str) else json.dumps(arguments)
            yield {"tool_calls": [{"index": index, "id": f"call-{index}", "function": {"name": name, "arguments": ""}}]}
            for start in range(0, len(written), 40):
                piece = {"index": index, "function": {"arguments": written[start : start + 40]}}
                yield {"tool_calls": [piece]}


def says(text: str, **rest: Any) -> Play:
    """Return a reply in words."""
    return Play(text=text, **rest)


def calls(*made: tuple[str, Any], **rest: Any) -> Play:
    """Return a reply of native tool calls."""
    return Play(calls=made, finish=rest.pop("finish", "tool_calls"), **rest)


def replies_json(*made: tuple[str, Any], text: str = "", **rest: Any) -> Play:
    """Return a reply in the JSON form."""
    document = {"calls": [{"tool": name, "arguments": arguments} for name, arguments in made], "text": text}
    return Play(text=json.dumps(document), **rest)


def fails(status: int, error: str = "played", **headers: str) -> Play:
    """Return an HTTP error; headers are written with underscores."""
    return Play(status=status, error=error, headers={name.replace("_", "-"): said for name, said in headers.items()})


Script = Callable[[Body], Play] | Sequence[Play]


@dataclass
class PlayedModel:
    """The server.

    Attributes
    ----------
    requests
        Every request's body, in order.
    keys
        The Authorization header of each.
    """

    script: Script
    requests: list[Body] = field(default_factory=list[Body])
    keys: list[str] = field(default_factory=list[str])
    url: str = ""
    server: ThreadingHTTPServer | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def next(self, body: Body, key: str) -> Play:
        """Return the reply to a request."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(body)
            self.keys.append(key)
        if callable(self.script):
            return self.script(body)
        return self.script[min(number, len(self.script) - 1)]

    def stop(self) -> None:
        """Take no more connections."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@contextmanager
def played(script: Script) -> Generator[PlayedModel]:
    """Run a server that plays a script; `url` of what it gives is the base URL."""
    model = PlayedModel(script)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            play = model.next(body, self.headers.get("Authorization", ""))
            with suppress(ConnectionError):  # a client that goes away mid-answer is what some plays are for
                _answer(self, body, play)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    model.server = server
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    try:
        yield model
    finally:
        model.stop()
        serving.join()


def _answer(handler: BaseHTTPRequestHandler, body: Body, play: Play) -> None:
    if play.status != 200:
        content = json.dumps({"error": {"message": play.error, "type": "played"}}).encode()
        handler.send_response(play.status)
        for name, said in {**play.headers, "Content-Type": "application/json"}.items():
            handler.send_header(name, said)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
        return
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.close_connection = True
    for number, line in enumerate(_lines(body, play)):
        if play.before_piece is not None:
            play.before_piece(number)
        if play.cut_after is not None and number >= play.cut_after:
            return
        _send(handler, f"data: {line}\n\n".encode())
    _send(handler, b"")


def _lines(body: Body, play: Play) -> Iterator[str]:
    if play.raw:
        yield from play.raw
        return
    head = {"id": "played", "object": "chat.completion.chunk", "created": int(time.time()), "model": body["model"]}
    for piece in play.pieces():
        yield json.dumps({**head, "choices": [{"index": 0, "delta": piece, "finish_reason": None}]})
    if play.finish is not None:
        yield json.dumps({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": play.finish}]})
    wants = (body.get("stream_options") or {}).get("include_usage")
    if play.usage is not None and wants:
        prompt, completion = play.usage
        usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
        yield json.dumps({**head, "choices": [], "usage": usage})
    yield "[DONE]"


def _send(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
    handler.wfile.flush()


def last_words(body: Body) -> str:
    """Return the last message of a request."""
    return str(body["messages"][-1]["content"])


def has_results(body: Body) -> bool:
    """Whether a request tells results."""
    return any(message["role"] == "tool" or "<<result " in str(message["content"]) for message in body["messages"])


def first_then(first: Play, then: Play) -> Callable[[Body], Play]:
    """Return a script of two plays: one before there are results, the other with them."""
    return lambda body: then if has_results(body) else first
