"""The main job on demand that nobody here wrote: load, ask, propose, approve, and find the order in the truth."""

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from api.loading import load_folder
from api.settings import Settings
from knowledge.truth.store import silent
from tests.fixtures_home import House, ok, open_house, problem_of

PATIENCE_SECONDS = 60.0
ITEM = "85123A"
"""The best-known article of the data: WHITE HANGING HEART T-LIGHT HOLDER."""

pytestmark = [pytest.mark.slow, pytest.mark.real_data]


@pytest.fixture(scope="module")
def retail(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """The wholesaler, with a simulated supply side and organisation laid over the real demand."""
    home = tmp_path_factory.mktemp("retail") / "home"
    folder = real_data / "online_retail_cc0"
    report = load_folder(Settings(home=home), folder, "online_retail", quarantine=False, progress=silent)
    assert report["created"]
    with open_house(home) as opened:
        yield opened


def test_what_is_simulated_says_so(retail: House) -> None:
    company = retail.operator.get("/truth/company")["rows"][0]
    assert "SIMULATED" in company["name"]
    orders = retail.operator.get("/truth/supply_orders?limit=1000")["rows"]
    assert orders
    assert all(order["order_id"].startswith("SIM-") for order in orders)


def test_nobody_can_be_spoken_for(retail: House) -> None:
    problem_of(retail.person("ana").send("POST", "/threads"), 403, "forbidden")


def test_a_real_article_is_forecast_with_its_accuracy_against_naive(retail: House) -> None:
    ana = retail.holder("ana")
    forecast = ana.ask(f"What is the forecast for {ITEM} in the next 8 weeks?")
    call = forecast["tool_calls"][0]
    assert (call["tool"], call["arguments"]["item_id"]) == ("forecast_demand", ITEM)
    accuracy = ana.ask("How accurate is our forecast?")
    result = ana.post("/tools/measure_forecast_accuracy", {"arguments": accuracy["tool_calls"][0]["arguments"]})
    measured = result["result"]
    assert measured["statistical"]["wape"] < measured["naive"]["wape"], "better than repeating the last week"


def test_an_order_for_a_real_article_is_proposed_approved_and_found_in_the_truth(retail: House) -> None:
    ana = retail.holder("ana")
    listed = ana.ask("Which items are going to run out in the next four weeks?")
    assert listed["tool_calls"][0]["tool"] == "list_exceptions"
    thread = ana.post("/threads")["thread_id"]
    plan = ana.post(f"/threads/{thread}/messages", {"text": "What should we order?"})
    assert plan["tool_calls"][0]["tool"] == "plan_replenishment"
    drafted = ana.post(f"/threads/{thread}/messages", {"text": "Propose the first one"})
    path = f"/proposals/{drafted['proposals'][0]}"
    proposal = ana.get(path)
    assert proposal["currency"] == "GBP"
    assert all(verdict["citation"].startswith("SIM-") for verdict in proposal["policy_check"]["verdicts"])
    problem_of(ana.decide(proposal, "approve", "a"), 403, "not_allowed")
    ok(retail.holder("max").decide(proposal, "approve", "m", "Agreed."))
    executed = _executed(ana, path)
    version = executed["outcome"].rstrip(".").split("version ")[1].split(" ")[0]
    action = proposal["actions"][0]
    where = f"/truth/supply_orders?where=item_id={action['item_id']}&limit=1000&truth_version="
    before = {row["order_id"] for row in ana.get(where + proposal["truth_version"])["rows"]}
    new = [row for row in ana.get(where + version)["rows"] if row["order_id"] not in before]
    assert [row["quantity"] for row in new] == [action["quantity"]]
    assert retail.operator.get("/audit/verify")["intact"]
    assert ana.post(f"/answers/{drafted['answer_id']}/replay")["same"]


def _executed(speaker: Any, path: str) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    proposal = speaker.get(path)
    while proposal["status"] in ("approved", "executing") and time.monotonic() < deadline:
        time.sleep(0.1)
        proposal = speaker.get(path)
    assert proposal["status"] == "executed", proposal["outcome"]
    return proposal
