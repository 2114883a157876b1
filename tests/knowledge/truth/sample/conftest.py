"""The sample company, generated once for all of its tests."""

import pytest

from knowledge.truth.sample import SampleCompany, generate


@pytest.fixture(scope="session")
def sample() -> SampleCompany:
    """The company that everybody gets."""
    return generate()
