"""The measurement of loading measures a whole load beside its peer."""

from pathlib import Path

import polars as pl

from api.benchmarks.load import bench_load, write_source
from knowledge.truth.loading import check


def test_the_generated_company_has_no_problem_and_the_rows_asked_for(tmp_path: Path):
    write_source(tmp_path / "source", 12_345)
    report = check(tmp_path / "source")
    assert report.ok
    assert report.warning_count == 0
    demand = pl.read_csv(tmp_path / "source" / "demand_history.csv")
    assert demand.height == 12_345
    assert demand.select("date", "item_id", "location_id", "channel_id").is_unique().all()


def test_the_figures_that_others_rely_on_are_given():
    figures = {figure.name: figure for figure in bench_load(5_000, repeats=1)}
    assert set(figures) == {"load.rows_per_s", "load.peak_mb"}
    for figure in figures.values():
        assert figure.peer_value is not None
        assert figure.ratio is not None
        assert figure.value > 0
        assert abs(figure.ratio - figure.value / figure.peer_value) < 1e-9
