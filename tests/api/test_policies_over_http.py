"""A policy comes in whole, is found and cited, and ends on record."""

from tests.fixtures_home import House, problem_of


def test_policies_of_a_day(house: House) -> None:
    listed = house.person("sam").get("/policies")
    assert listed["on"] == "2026-03-02"
    assert len(listed["policies"]) >= 12
    assert house.person("sam").get("/policies?on=2000-01-01")["policies"] == []
    problem_of(house.person("sam").send("GET", "/policies?on=yesterday"), 422, "request_refused")
    first = listed["policies"][0]
    assert house.person("sam").get(f"/policies/{first['policy_id']}") == first


def test_a_search_quotes_what_the_policy_says(house: House) -> None:
    sam = house.person("sam")
    for passage in sam.get("/policies/search?q=who+pays+premium+freight&limit=3")["passages"]:
        policy = sam.get(f"/policies/{passage['policy_id']}")
        section = next(each for each in policy["sections"] if each["number"] == passage["section"])
        assert " ".join(passage["quote"].rstrip("…").split()) in " ".join(section["text"].split())
    problem_of(sam.send("GET", "/policies/search?q="), 422, "request_refused")
    problem_of(sam.send("GET", "/policies/search"), 422, "request_refused")


def test_a_policy_lives_from_its_addition_to_its_withdrawal(house: House) -> None:
    operator = house.operator
    text = document("POL-90", "Forklift inspections")
    added = operator.post("/policies", {"text": text, "name": "POL-90.md"})
    assert (added["policy_id"], len(added["limits"])) == ("POL-90", 1)
    problem_of(operator.send("POST", "/policies", {"text": text}), 409, "policy_conflict")
    found = operator.get("/policies/search?q=forklift+inspected+monday")["passages"]
    assert found[0]["policy_id"] == "POL-90"
    replaced = operator.post("/policies", {"text": document("POL-90", "Forklifts and ramps"), "replace": True})
    assert replaced["title"] == "Forklifts and ramps"
    ended = operator.send("DELETE", "/policies/POL-90").json()
    assert ended["withdrawn_on"] == operator.get("/policies")["on"]
    assert "POL-90" not in {each["policy_id"] for each in operator.get("/policies")["policies"]}
    kinds = [entry["kind"] for entry in operator.get("/audit?subject=POL-90")["entries"]]
    assert kinds == ["policy.added", "policy.replaced", "policy.withdrawn"]
    problem_of(operator.send("DELETE", "/policies/POL-90"), 409, "policy_conflict")
    problem_of(operator.send("GET", "/policies/POL-99"), 404, "unknown_policy")
    problem_of(operator.send("DELETE", "/policies/POL-99"), 404, "unknown_policy")


def test_a_malformed_policy_names_file_and_line_and_is_not_kept(house: House) -> None:
    text = document("POL-91", "Ramps", day="soon")
    told = problem_of(
        house.operator.send("POST", "/policies", {"text": text, "name": "bad.md"}), 422, "policy_malformed"
    )
    assert "bad.md, line 6" in told["detail"]
    problem_of(house.operator.send("GET", "/policies/POL-91"), 404, "unknown_policy")


def document(policy_id: str, title: str, day: str = "2026-01-01") -> str:
    """A policy document."""
    return "\n".join(
        [
            "---",
            f"id: {policy_id}",
            f"title: {title}",
            "owner: Warehouse manager",
            "currency: EUR",
            f"effective_from: {day}",
            "effective_to: null",
            "applies_to: {actions: [expedite_order], families: ['*'], locations: ['*']}",
            "limits:",
            "  - {limit: min_notice_days, section: 1, value: 2}",
            "---",
            f"# {title}",
            "",
            "## 1. Inspection",
            "",
            "Every forklift is inspected on Monday mornings before the first pallet moves.",
            "",
        ]
    )
