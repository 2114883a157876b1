"""A sample of the open bank, asked for real; the samples are two files so that two workers share them."""

import pytest

from agents.reasoners.embedded import EmbeddedReasoner
from api.benchmarks.asking import Company
from tests.fixtures_evals import problems_of, run_sample


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_first_sample_is_understood_as_well_as_it_was(company: Company, learnt: EmbeddedReasoner) -> None:
    """A change that reads some questions better and many worse would go unseen; nothing may break on the way."""
    assert problems_of(run_sample(0, company, learnt)) == []
