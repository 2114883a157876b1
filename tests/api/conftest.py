"""The sample company behind an application."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.fixtures_home import House, copy_home, open_house, sample_home_of


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample company; copy it before changing anything."""
    return sample_home_of(tmp_path_factory)


@pytest.fixture(scope="module")
def house(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """An application over a copy of the home, one a test module."""
    with open_house(copy_home(sample_home, tmp_path_factory.mktemp("house"))) as opened:
        yield opened
