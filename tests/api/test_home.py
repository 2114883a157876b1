"""Two processes in one home folder would publish over each other."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from api.home import SERVER, announce, hold, operator_key, running_server
from knowledge.errors import HomeInUse

HOLD = """
import sys
from pathlib import Path
from api.home import announce, hold
with hold(Path(sys.argv[1])):
    announce(Path(sys.argv[1]), "http://127.0.0.1:1")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_and_finds_the_server(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(HomeInUse), hold(tmp_path, wait_seconds=0.1):
            pass
        server = running_server(tmp_path)
        assert server is not None
        assert (server.url, server.pid) == ("http://127.0.0.1:1", other.pid)
        other.kill()
    assert running_server(tmp_path) is None, "a killed server leaves no claim on the home"
    with hold(tmp_path, wait_seconds=0.1):
        pass


def test_the_operator_key_is_for_its_owner_only(tmp_path: Path) -> None:
    key = operator_key(tmp_path)
    assert operator_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "operator.key").stat().st_mode) == 0o600


def test_the_claim_goes_with_the_holder(tmp_path: Path) -> None:
    with hold(tmp_path):
        announce(tmp_path, "http://127.0.0.1:1")
        assert (tmp_path / SERVER).exists()
    assert not (tmp_path / SERVER).exists()
