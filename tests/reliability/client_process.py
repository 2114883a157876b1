"""A client of a server, in a process of its own: `client_process.py URL KEY PERSON FILE` sends requests from threads.

FILE holds a list of `{method, path, body, headers}`; all are sent at once when a line comes on standard input. Prints
`ready`, then a line of JSON for each response: `[status, document]`.
"""

import json
import sys
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import httpx2


def main(url: str, key: str, person: str, file: str) -> None:
    """Send the requests of a file."""
    requests: list[dict[str, Any]] = json.loads(Path(file).read_text())
    headers = {"Authorization": f"Bearer {key}"} | ({"Tandem-As": person} if person else {})
    barrier = Barrier(len(requests))
    responses: list[tuple[int, Any]] = []

    def send(request: dict[str, Any]) -> None:
        with httpx2.Client(base_url=url, headers=headers, timeout=120) as client:
            client.get("/readyz")  # connects, so that what follows comes at the same moment
            barrier.wait()
            response = client.request(
                request["method"], request["path"], json=request["body"], headers=request["headers"]
            )
            responses.append((response.status_code, response.json()))

    threads = [Thread(target=send, args=(request,)) for request in requests]
    print("ready", flush=True)
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for response in responses:
        print(json.dumps(response))


main(*sys.argv[1:])
