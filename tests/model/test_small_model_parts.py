"""What `make test-model` rests on, checked without the model: its file, and the sample of a bank."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from api.benchmarks.questions import OPEN, bank_path, read_bank
from tests.model.sampling import stratified
from tests.model.serving import ModelUnusable, assembled


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Two halves of a file."""
    found = [tmp_path / "part1.bin", tmp_path / "part2.bin"]
    for number, part in enumerate(found):
        part.write_bytes(bytes([number]) * 1000)
    return found


def test_a_file_is_put_together_in_order(parts: list[Path], tmp_path: Path) -> None:
    """Parts in another order would be another model."""
    whole = b"".join(part.read_bytes() for part in parts)
    file = assembled(parts, tmp_path / "model.gguf", hashlib.sha256(whole).hexdigest())
    assert file.read_bytes() == whole


def test_what_is_not_the_model_is_not_run(parts: list[Path], tmp_path: Path) -> None:
    """Whoever publishes the carriers could publish another model under their names."""
    with pytest.raises(ModelUnusable, match="nothing is run"):
        assembled(parts, tmp_path / "model.gguf", "0" * 64)
    with pytest.raises(ModelUnusable, match=r"part3\.bin is missing"):
        assembled([*parts, tmp_path / "part3.bin"], tmp_path / "model.gguf", "0" * 64)
    assert not list(tmp_path.glob("model.*"))


def test_a_file_that_was_changed_is_written_anew(parts: list[Path], tmp_path: Path) -> None:
    """A run that was stopped in the midst of writing must not leave half a model behind."""
    whole = b"".join(part.read_bytes() for part in parts)
    (tmp_path / "model.gguf").write_bytes(whole[:10])
    file = assembled(parts, tmp_path / "model.gguf", hashlib.sha256(whole).hexdigest())
    assert file.read_bytes() == whole


def test_a_sample_holds_every_kind_by_its_share_and_is_the_same_every_time() -> None:
    """Figures of a sample that changes, or that leaves hard kinds out, could not be compared."""
    lines = read_bank(bank_path(OPEN)).lines
    sample = stratified(lines, 120)
    assert len(sample) == len({(line.thread, line.question) for line in sample}) == 120
    assert sample == stratified(lines, 120)
    drawn, whole = (Counter(line.kind for line in some) for some in (sample, lines))
    assert all(abs(drawn[kind] - 120 * count / len(lines)) < 1 for kind, count in whole.items())
    assert sample[:30] == stratified(lines[::-1], 30)


@pytest.mark.parametrize("size", [0, 10_000])
def test_no_size_or_one_beyond_the_bank_is_the_whole_bank(size: int) -> None:
    """`SAMPLE=0` asks everything."""
    lines = read_bank(bank_path(OPEN)).lines
    assert sorted(map(repr, stratified(lines, size))) == sorted(map(repr, lines))
