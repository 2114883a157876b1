"""The measurement of a model turn measures a turn that the model really made."""

from collections.abc import Generator
from pathlib import Path

import pytest

from api.benchmarks.asking import Company, sample_company
from api.benchmarks.model_overhead import overhead_figure
from tests.fixtures_heads import learnt_reasoner


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Generator[Company]:
    """The sample company."""
    folder: Path = tmp_path_factory.mktemp("company")
    with sample_company(folder) as company:
        yield company


@pytest.mark.slow
def test_the_figure_is_that_of_turns_which_the_model_answered(
    company: Company, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A turn that the embedded reasoner had to finish would raise, and its time must not be taken for the model's."""
    figure = overhead_figure(company, learnt_reasoner(tmp_path_factory), repeats=1)
    assert (figure.name, figure.unit, figure.repeats) == ("answer.model_overhead_ms", "ms", 3)
    assert figure.value > 0
