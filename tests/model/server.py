"""Serve a GGUF file by llama.cpp's OpenAI-compatible server on a free loopback port, until standard input ends.

Runs in a process of its own, with the folder of the model's packages on its path: `server.py FILE THREADS`. The address
is the last line that it writes to standard output.
"""

import sys
from importlib import import_module
from typing import Any

CONTEXT_TOKENS = 8192


def main(file: str, threads: int) -> None:
    """Serve the file."""
    llama: Any = import_module("xllamacpp")
    parameters = llama.CommonParams()
    parameters.model.path = file
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.verbosity = 1
    for cpu in (parameters.cpuparams, parameters.cpuparams_batch):
        cpu.n_threads = threads
        cpu.poll = 0
    server = llama.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
