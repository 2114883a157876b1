"""A model connected by settings answers over HTTP, and its answers are kept like all others."""

from collections.abc import Generator
from pathlib import Path

import pytest

from agents.reasoners.openai.playing import Body, Play, PlayedModel, calls, has_results, played, says
from tests.api.proposing import tandem_of
from tests.fixtures_home import House, copy_home, open_house

QUESTION = "What does the policy say about expediting?"
WORDS = "The rule is {{c1:/passages/0|cite}}. It reads {{c1:/passages/0|quote}}."


def quoting(body: Body) -> Play:
    """A model that looks a policy up and quotes it."""
    return says(WORDS) if has_results(body) else calls(("search_policies", {"query": "expediting"}))


@pytest.fixture(scope="module")
def model() -> Generator[PlayedModel]:
    """The model, on loopback."""
    with played(quoting) as playing:
        yield playing


@pytest.fixture(scope="module")
def modelled(sample_home: Path, model: PlayedModel, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """An application with a model."""
    home = copy_home(sample_home, tmp_path_factory.mktemp("modelled"))
    with open_house(home, llm_base_url=model.url, llm_model="played-1b", openai_api_key="sk-secret") as opened:
        yield opened


def test_an_answer_of_a_model_is_kept_with_what_it_took_and_replays(modelled: House, model: PlayedModel) -> None:
    """Model, tokens and ending stand in the document; the endpoint got the key and nobody else did."""
    sam = modelled.person("sam")
    answer = sam.ask(QUESTION)
    assert answer["reasoner"] == "played-1b"
    assert answer["usage"]["ending"] == "answered"
    assert answer["citations"]
    assert sam.get(f"/answers/{answer['answer_id']}") == answer
    assert set(model.keys) == {"Bearer sk-secret"}
    assert "sk-secret" not in str(answer)
    asked = len(model.requests)
    report = modelled.operator.post(f"/answers/{answer['answer_id']}/replay")
    assert report["same"], report
    assert "played-1b" in report["words"]
    assert len(model.requests) == asked


def test_a_stream_tells_the_text_of_the_answer_piece_by_piece(modelled: House) -> None:
    """What a watcher has read is what is kept."""
    sam = modelled.person("sam")
    thread = sam.post("/threads")["thread_id"]
    told = sam.send("POST", f"/threads/{thread}/messages", {"text": QUESTION}, Accept="text/event-stream").text
    assert told.count("TEXT_MESSAGE_CONTENT") >= 2
    assert told.index("TEXT_MESSAGE_CONTENT") < told.index("RUN_FINISHED")


def test_without_a_model_the_embedded_reasoner_answers(house: House) -> None:
    """The default: nothing is asked for, and nothing is recorded."""
    answer = house.person("sam").ask(QUESTION)
    assert (answer["reasoner"], answer["usage"]) == ("embedded", None)
    conversation = tandem_of(house).conversation
    assert conversation.reasoner is conversation.fallback
