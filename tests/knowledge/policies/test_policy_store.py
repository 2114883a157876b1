"""Documents are the source; the index follows them, also after a crash."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import PolicyConflict, PolicyIndexUnavailable, PolicyMalformed, UnknownPolicy
from knowledge.policies import Embedder, PolicyStore

Writer = Callable[..., str]
PALLETS = "Wooden pallets are returned to the lender every Friday."
FORKLIFTS = "Forklift drivers renew their licence every five years."


def found(store: PolicyStore, query: str, on: date) -> list[str]:
    return [passage.citation for passage in store.search(query, on)]


def test_an_added_policy_is_listed_and_found(store: PolicyStore, document: Writer, on: date) -> None:
    store.add(document("POL-40", PALLETS))
    assert [policy.id for policy in store.policies(on)] == ["POL-40"]
    passage = store.search("When do pallets go back?", on)[0]
    assert (passage.citation, passage.quote, passage.heading) == ("POL-40 §1", PALLETS, "Purpose")


def test_adding_twice_is_a_conflict_and_changes_nothing(store: PolicyStore, document: Writer) -> None:
    first = store.add(document("POL-40", PALLETS))
    with pytest.raises(PolicyConflict):
        store.add(document("POL-40", FORKLIFTS))
    assert store.policy("POL-40").digest == first.digest


def test_a_malformed_document_is_not_stored(store: PolicyStore, document: Writer, tmp_path: Path) -> None:
    with pytest.raises(PolicyMalformed):
        store.add(document("POL-40").replace("owner:", "master:"))
    assert store.all_policies() == ()
    assert not list(tmp_path.rglob("*.md"))


def test_replacing_changes_what_is_found_and_keeps_the_old_document(
    store: PolicyStore, document: Writer, on: date, tmp_path: Path
) -> None:
    old = store.add(document("POL-40", PALLETS))
    assert found(store, "pallets", on) == ["POL-40 §1"]
    store.replace(document("POL-40", FORKLIFTS))
    assert store.search("pallets", on)[0].quote == FORKLIFTS
    kept = list((tmp_path / "policies" / "archive").glob("*.md"))
    assert [path.name for path in kept] == [f"POL-40-{old.digest[:12]}.md"]
    assert PALLETS in kept[0].read_text(encoding="utf-8")


def test_what_is_unknown_can_be_neither_replaced_nor_withdrawn(store: PolicyStore, document: Writer, on: date) -> None:
    with pytest.raises(UnknownPolicy):
        store.replace(document("POL-40"))
    with pytest.raises(UnknownPolicy):
        store.withdraw("POL-40", on)
    with pytest.raises(UnknownPolicy):
        store.policy("POL-40")


def test_a_withdrawn_policy_is_never_returned_from_that_day_on(
    store: PolicyStore, document: Writer, tmp_path: Path, embedder: Embedder
) -> None:
    store.add(document("POL-40", PALLETS))
    store.withdraw("POL-40", date(2026, 5, 1))
    for one in (store, PolicyStore(tmp_path, embedder=embedder)):
        assert found(one, "pallets", date(2026, 4, 30)) == ["POL-40 §1"]
        assert found(one, "pallets", date(2026, 5, 1)) == []
        assert one.policies(date(2026, 5, 1)) == ()
    with pytest.raises(PolicyConflict):
        store.withdraw("POL-40", date(2026, 6, 1))
    store.withdraw("POL-40", date(2026, 4, 1))
    assert not store.policies(date(2026, 4, 15))


def test_a_policy_of_the_future_is_not_found_today(store: PolicyStore, document: Writer, on: date) -> None:
    store.add(document("POL-40", PALLETS, start="2027-01-01"))
    assert found(store, "pallets", on) == []
    assert found(store, "pallets", date(2027, 1, 1)) == ["POL-40 §1"]


def test_a_document_written_without_its_index_is_found_after_opening_again(
    store: PolicyStore, document: Writer, on: date, tmp_path: Path, embedder: Embedder
) -> None:
    store.add(document("POL-40", PALLETS))
    store.prepare()
    (tmp_path / "policies" / "POL-41.md").write_text(document("POL-41", FORKLIFTS), encoding="utf-8")
    (tmp_path / "policies" / ".POL-42.md.draft").write_text("half a docum", encoding="utf-8")
    again = PolicyStore(tmp_path, embedder=embedder)
    assert found(again, "licence of drivers", on)[0] == "POL-41 §1"


class Crash(RuntimeError):
    """The process died here."""


def test_an_update_that_dies_half_way_is_done_again(
    store: PolicyStore, document: Writer, on: date, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge.policies.vectors import VectorIndex

    store.add(document("POL-40", PALLETS))
    store.prepare()
    store.replace(document("POL-40", FORKLIFTS))

    def die(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Embedder, "embed", die)
        with pytest.raises(Crash):
            store.prepare()
    index = VectorIndex(tmp_path / "chroma", None, embedder, "tandem-policies")
    assert index.ranking("pallets", ["POL-40"], 5) == []
    again = PolicyStore(tmp_path, embedder=embedder)
    assert again.search("driver", on)[0].quote == FORKLIFTS
    assert len(index.ranking("driver", ["POL-40"], 5)) == 1


def test_an_unchanged_home_embeds_nothing_but_the_question(
    store: PolicyStore, document: Writer, on: date, tmp_path: Path
) -> None:
    store.add(document("POL-40", PALLETS))
    store.prepare()

    class Counting(Embedder):
        texts = 0

        def embed(self, texts: object) -> object:  # pyright: ignore[reportIncompatibleMethodOverride] - an embedder that breaks
            assert isinstance(texts, list)
            self.texts += len(texts)
            return super().embed(texts)

    counting = Counting()
    assert found(PolicyStore(tmp_path, embedder=counting), "pallets", on) == ["POL-40 §1"]
    assert counting.texts == 1


def test_rebuilding_finds_the_same(store: PolicyStore, document: Writer, on: date) -> None:
    store.add(document("POL-40", PALLETS))
    store.add(document("POL-41", FORKLIFTS))
    before = store.search("pallets of a driver", on)
    store.rebuild()
    assert store.search("pallets of a driver", on) == before


def test_search_keeps_to_what_applies(sample_store: PolicyStore, on: date) -> None:
    passages = sample_store.search("how much may it cost", on, limit=20, action="push_out_order")
    assert {passage.policy_id for passage in passages} <= {"POL-03", "POL-11", "POL-12", "POL-14"}
    assert passages


def test_each_section_is_quoted_once_and_word_for_word(sample_store: PolicyStore, on: date) -> None:
    passages = sample_store.search("safety stock", on, limit=30)
    assert len({passage.citation for passage in passages}) == len(passages)
    for passage in passages:
        text = sample_store.policy(passage.policy_id).section(passage.section).text
        assert passage.quote == " ".join(text.split())


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_a_blank_question_finds_nothing(sample_store: PolicyStore, on: date, query: str) -> None:
    assert sample_store.search(query, on) == []


@pytest.mark.parametrize("query", ["zzzz qqqq", "?!", "💥", "x" * 5000, "' OR 1=1 --"])
def test_odd_questions_do_no_harm(sample_store: PolicyStore, on: date, query: str) -> None:
    assert len(sample_store.search(query, on, limit=3)) <= 3


def test_two_documents_with_one_id_are_refused_by_name_and_line(
    store: PolicyStore, document: Writer, tmp_path: Path
) -> None:
    store.add(document("POL-40", PALLETS))
    (tmp_path / "policies" / "copy.md").write_text(document("POL-40", FORKLIFTS), encoding="utf-8")
    with pytest.raises(PolicyMalformed, match=r"copy\.md, line 2: POL-40 is also the id of POL-40\.md"):
        store.all_policies()


def test_listing_and_checking_import_neither_chroma_nor_the_model(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from knowledge.policies import ActionFacts, PolicyStore, check, route, sample_documents\n"
        "store = PolicyStore(Path(sys.argv[1]))\n"
        "for path in sample_documents(): store.add(path)\n"
        "on = date(2026, 3, 2); policies = store.policies(on)\n"
        "facts = ActionFacts(kind='expedite_order', item_id='A', currency='EUR', lifecycle='active', horizon_weeks=1)\n"
        "check(facts, policies, on); route(facts, 10, policies, on)\n"
        "print([m for m in ('chromadb', 'onnxruntime', 'bm25s') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_long_section_is_found_by_its_end_and_quoted_in_part(store: PolicyStore, document: Writer, on: date) -> None:
    filler = " ".join(f"Sentence {number} speaks of nothing in particular." for number in range(200))
    store.add(document("POL-40", f"{filler}\n\n- {PALLETS}\n- {FORKLIFTS}"))
    passage = store.search("When do wooden pallets go back to the lender?", on)[0]
    assert passage.quote.endswith(f"- {PALLETS}\n- {FORKLIFTS}")
    assert len(passage.quote.split()) <= 160


def test_searching_opens_no_connection(
    store: PolicyStore, document: Writer, on: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody is calling out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    store.add(document("POL-40", PALLETS))
    assert found(store, "pallets", on) == ["POL-40 §1"]


def test_a_damaged_index_is_named_with_its_cure(store: PolicyStore, document: Writer, on: date, tmp_path: Path) -> None:
    store.add(document("POL-40", PALLETS))
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(PolicyIndexUnavailable, match="delete the folder"):
        store.search("pallets", on)
    assert store.policies(on)


def test_searches_and_changes_at_once_end_in_one_state(store: PolicyStore, document: Writer, on: date) -> None:
    store.add(document("POL-40", PALLETS))

    def work(number: int) -> list[str]:
        if number % 2:
            store.add(document(f"POL-{number + 50}", FORKLIFTS))
        return found(store, "pallets", on)

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(work, range(12)))
    assert all(result[0] == "POL-40 §1" for result in results)
    assert len({passage.policy_id for passage in store.search("pallets forklift licence", on, limit=20)}) == 7


@pytest.mark.slow
def test_a_chroma_server_serves_as_well_as_the_embedded_one(
    tmp_path: Path, document: Writer, on: date, embedder: Embedder
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = PolicyStore(tmp_path, f"http://127.0.0.1:{port}", embedder)
    served.add(document("POL-40", PALLETS))
    with pytest.raises(PolicyIndexUnavailable, match="127"):
        served.prepare()
    program = Path(sys.executable).with_name("chroma")
    command = [program, "run", "--path", tmp_path / "server", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and server.poll() is None:
                # until it listens, connecting fails
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            assert found(served, "pallets", on) == ["POL-40 §1"]
            assert not (tmp_path / "chroma").exists()
        finally:
            server.terminate()
