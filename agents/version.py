"""Which code computed an answer."""

import hashlib
from functools import cache
from pathlib import Path

from knowledge import __file__ as knowledge_file
from tools import __file__ as tools_file


@cache
def code_version() -> str:
    """Return a digest over the source of the packages that an answer rests on, twelve hexadecimal digits.

    A release number would not notice a changed line; a replay must.
    """
    total = hashlib.sha256()
    for package in (Path(__file__).parent, *(Path(str(file)).parent for file in (tools_file, knowledge_file))):
        for file in sorted(package.rglob("*.py")):
            total.update(str(file.relative_to(package.parent)).encode())
            total.update(file.read_bytes())
    return total.hexdigest()[:12]
