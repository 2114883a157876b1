"""What the company does not have, and what its figures are not kept by: told so, rather than figures for everything."""

from datetime import date

import pytest

from agents.reasoners.embedded.asking import unknown_name, unknown_place
from agents.reasoners.embedded.grammar import forms_of
from agents.reasoners.embedded.lexicon import Lexicon, lexicon_of
from agents.reasoners.embedded.slots import Slots, slots_of
from agents.reasoners.embedded.spelling import in_plain_words
from agents.reasoners.embedded.strange import vocabulary_of
from agents.reasoners.embedded.told_apart import not_told_apart
from knowledge.principal import Scope
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools

TODAY = date(2026, 3, 2)
EVERYTHING = (Scope(),)


@pytest.fixture(scope="module")
def lexicon(sample_snapshot: Snapshot) -> Lexicon:
    """The names of the sample company."""
    return lexicon_of(sample_snapshot)


@pytest.fixture(scope="module")
def vocabulary() -> frozenset[str]:
    """The words in which people speak of the work."""
    return vocabulary_of(forms_of(all_tools()))


def read(said: str, lexicon: Lexicon) -> Slots:
    """Return what a question names, after its words are spelled out."""
    return slots_of(in_plain_words(said, lexicon), lexicon, TODAY)


def ids(slots: Slots) -> list[str]:
    """Return what is named clearly, and what is not as all it may be."""
    return ["|".join(entity.id for entity in mention.alternatives) for mention in slots.found.mentions]


@pytest.mark.parametrize(
    ("said", "kind", "name"),
    [
        ("how much shampoo is left in Lyon", "stock", "shampoo"),
        ("accuracy of the vodka forecast", "accuracy", "vodka"),
        ("what if sales of yoghurt double in April", "what_if_demand", "yoghurt"),
        ("project banana milk in Hamburg", "projection", "banana milk"),
        ("how much did Kaufland order last month", "past_demand", "Kaufland"),
        ("is there anything open for the Bangkok supplier", "orders", "Bangkok"),
        ("deliveries to Leipzig this week", "orders", "Leipzig"),
        ("exceptions in madrid", "exceptions", "madrid"),
    ],
)
def test_what_nothing_bears_is_told(
    lexicon: Lexicon, vocabulary: frozenset[str], said: str, kind: str, name: str
) -> None:
    """Else the answer is computed for everything, and read as one for the thing that was named."""
    reply = unknown_name(read(said, lexicon), kind, lexicon, EVERYTHING, vocabulary)
    assert reply is not None
    assert name in reply.text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("how much money is tied up in Lyon", "stock"),
        ("what do we have in reserve at Venlo", "stock"),
        ("the almonds sail in late, how do we stand in Ghent", "projection"),
        ("sales for the fiscal year so far", "past_demand"),
        ("Trial: 20 percent more demand for sushi rice", "what_if_demand"),
        ("is the precious barista short", "projection"),
        ("what did we ship of passata from Ghent to Lyon", "orders"),
    ],
)
def test_ordinary_words_are_no_names(lexicon: Lexicon, vocabulary: frozenset[str], said: str, kind: str) -> None:
    """A question back for a word that names nothing is one too many."""
    assert unknown_name(read(said, lexicon), kind, lexicon, EVERYTHING, vocabulary) is None


@pytest.mark.parametrize("said", ["any shortages at our Madrid DC", "the Geneva site: what is late", "our Oslo hub"])
def test_a_site_that_is_none_is_told_wherever_it_stands(lexicon: Lexicon, said: str) -> None:
    """Else all sites are answered for."""
    assert unknown_place(read(said, lexicon), "exceptions", lexicon, EVERYTHING) is not None


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("what did Elbe Hotels take in January", "past_demand", "Food service"),
        ("forecast for Alpenkauf", "forecast", "Forecasts are not kept by customer"),
        ("budget of Dobry Trh in March", "budget", "not kept by customer"),
        ("what is in stock for Kantine Nord", "stock", "Stock is not kept by customer"),
        ("what do we hold of Valdoro", "stock", "not kept by supplier"),
    ],
)
def test_figures_for_everybody_are_not_given_for_one(lexicon: Lexicon, said: str, kind: str, told: str) -> None:
    """A customer or supplier cannot be told apart there: the answer says so and offers what can be."""
    reply = not_told_apart(read(said, lexicon), kind, lexicon)
    assert reply is not None
    assert told in reply.text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("is there enough barista in Wroclaw for Szybki Koszyk", "stock"),
        ("Elbe Hotels rang: how much pesto is in Hamburg", "stock"),
        ("which orders are open for Kantine Nord", "orders"),
        ("forecast of sushi rice, because of the contract with Alpenkauf", "forecast"),
    ],
)
def test_who_is_named_as_the_reason_narrows_nothing(lexicon: Lexicon, said: str, kind: str) -> None:
    """These questions can be answered as they stand."""
    assert not_told_apart(read(said, lexicon), kind, lexicon) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("let the Vietnamese bring rice paper to Lyon", ["S-MEK", "F-612", "DC-LYO"]),
        ("Siam can't be trusted, ask the Vietnamese to fill Venlo", ["S-MEK", "DC-VEN"]),
        ("the Polish contract needs basil pesto", ["B-207"]),
        ("ketchup without sugar at Lyon", ["B-210", "DC-LYO"]),
        ("noodles without egg", ["F-611"]),
        ("how many glass jars does Poznan hold", ["K-201", "POZ"]),
        ("are there soup pouches in Ghent", ["K-103", "GNT"]),
        ("how did the web shops sell sushi rice", ["ecom", "F-604"]),
        ("extra virgin 500 ml and 1 litre in Venlo", ["H-801", "H-802", "DC-VEN"]),
        ("passata (plain, no basil) for Poznan", ["B-201", "POZ"]),
    ],
)
def test_what_people_say_for_a_name(lexicon: Lexicon, said: str, expected: list[str]) -> None:
    """A nationality, a pack, a second size, or what goods are without."""
    assert ids(read(said, lexicon)) == expected
