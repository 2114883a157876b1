"""The house itself: which room may look into which, how large a module may be, what may never stand in a file."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("knowledge", "tools", "agents", "api")
"""From the bottom up: each may import those before it."""

MODULE_LINES = 400


def tracked_files() -> list[Path]:
    """Every file of the repository, or of the folder where it is no repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 0:
        return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]


def modules(*rooms: str) -> list[Path]:
    """Every Python file of some rooms."""
    return [path for path in tracked_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in rooms]


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    """The rooms that a module imports by absolute name, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_looks_upwards(room: str) -> None:
    """An import of a higher room would make the parts impossible to take apart again."""
    above = set(ROOMS[ROOMS.index(room) + 1 :]) | {"tests"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(room)
        for line, name in imported_rooms(path)
        if name in above
    ]
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_names_its_own_modules_relatively(room: str) -> None:
    """Migrations are run by Alembic outside the package and are the exception."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules(room)
        if "migrations" not in path.parts
        for line, name in imported_rooms(path)
        if name == room
    ]
    assert not wrong


def test_only_api_reads_the_environment() -> None:
    """A setting read in a lower room could not be given to it by whoever composes the parts."""
    reads = re.compile(r"os\.environ|os\.getenv|\bgetenv\(|BaseSettings")
    wrong = [
        str(path.relative_to(ROOT))
        for path in modules("knowledge", "tools", "agents")
        if reads.search(path.read_text())
    ]
    assert not wrong


def test_modules_stay_readable() -> None:
    """A module of more than 400 lines holds more than one concept."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(*ROOMS, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert not long


def test_no_registry_host_stands_anywhere() -> None:
    """Pins that name a host cannot be installed where another index is used."""
    hosts = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js", r"deb\.deb" + "ian")))
    found = []
    for path in tracked_files():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if hosts.search(content):
            found.append(str(path.relative_to(ROOT)))
    assert not found


def test_no_path_of_a_machine_stands_anywhere() -> None:
    """A path of one machine works on no other."""
    paths = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:" + "|".join(("work", "root", "home", "Users")) + r")/[A-Za-z]", re.M)
    found = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".txt", ""}
        and paths.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found


def test_every_pin_carries_hashes() -> None:
    """A pin without a hash is trust in whoever serves the file."""
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / "requirements.txt").read_text())
    bare = [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert not bare
    assert "index-url" not in "".join(entries)


@pytest.mark.parametrize("room", ROOMS)
def test_no_installed_package_owns_our_names(room: str) -> None:
    """Another package called `agents` or `tools` would be imported instead of ours, or ours instead of it."""
    owners = sorted(
        {
            distribution.name
            for distribution in distributions()
            for file in distribution.files or ()
            if file.parts[0] in (room, f"{room}.py") and distribution.name != "tandem"
        }
    )
    assert not owners


def test_the_import_names_lead_to_this_repository() -> None:
    """Guards against a stray installation shadowing the checkout."""
    for room in ROOMS:
        module = __import__(room)
        assert Path(str(module.__file__)).parent == ROOT / room
