"""How sure is sure enough: measured on forms of the grammar that the head was not taught."""

import pytest

from agents.reasoners.embedded.calibration import judged_on_held_out_forms, rates
from agents.reasoners.embedded.frames import frames_of
from agents.reasoners.embedded.grammar import forms_of
from agents.reasoners.embedded.head import head_digest, train
from agents.reasoners.embedded.sureness import LIKELY, MARGIN, SURE
from knowledge.policies.embedding import Embedder
from tools.catalogue import all_tools


@pytest.mark.slow
def test_the_thresholds_hold_back_what_would_be_wrong() -> None:
    """Answering everything reads far more of the unseen forms wrongly; asking back about most would help nobody."""
    registry = all_tools()
    frames = frames_of(registry)
    judged = judged_on_held_out_forms(forms_of(registry), frames, Embedder(), folds=3)
    leads_to = {kind: frame.tool for kind, frame in frames.items()}
    taken = rates(judged, leads_to, SURE, LIKELY, MARGIN)
    everything = rates(judged, leads_to, 0.0, 0.0, 0.0)
    assert len(judged) > 1000
    assert everything.asked_back == 0
    assert taken.right >= 0.68
    assert taken.wrong <= 0.13
    assert taken.wrong <= 0.65 * everything.wrong
    assert taken.asked_back <= 0.22


def test_a_head_is_kept_for_what_it_was_taught() -> None:
    """Another form, and so another tool, makes another head; the same forms in another order the same."""
    forms = forms_of(all_tools())
    embedder = Embedder()
    turned = dict(reversed(forms.items()))
    assert head_digest(embedder, turned) == head_digest(embedder, forms)
    assert head_digest(embedder, {**forms, "pallets": ("how many pallets",)}) != head_digest(embedder, forms)


def test_a_head_is_taught_the_same_each_time() -> None:
    """Two starts that understand differently could not be replayed."""
    forms = {kind: lines[:4] for kind, lines in sorted(forms_of(all_tools()).items())[:5]}
    first, second = (train(Embedder(), forms) for _ in range(2))
    assert (first.weights == second.weights).all()
    assert (first.offsets == second.offsets).all()
