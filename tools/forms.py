"""The forms in which people ask for a tool: text files beside its module, one kind of question each."""

from pathlib import Path


def forms_beside(module: str, *kinds: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of each kind, as `Tool.utterances` holds them.

    Parameters
    ----------
    module
        The `__file__` of the tool's module; the forms stand in `utterances/KIND.txt` beside it.
    """
    folder = Path(module).parent / "utterances"
    return {kind: forms_in(folder / f"{kind}.txt") for kind in kinds}


def forms_in(file: Path) -> tuple[str, ...]:
    """Return the forms of a file: one a line; empty lines and those that begin with `#` are left out."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
