"""What a question names in the sample company: longest names, what settles an unclear one, and words that name nothing."""

from datetime import date

import pytest

from agents.reasoners.embedded.asking import impossible_time, unclear_name, unknown_name
from agents.reasoners.embedded.lexicon import Lexicon, lexicon_of
from agents.reasoners.embedded.slots import Slots, slots_of
from agents.reasoners.embedded.spelling import in_plain_words
from knowledge.principal import Scope
from knowledge.truth.snapshot import Snapshot

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def lexicon(sample_snapshot: Snapshot) -> Lexicon:
    """The names of the sample company."""
    return lexicon_of(sample_snapshot)


def named(slots: Slots) -> list[str]:
    """Return what is named clearly, and what is not as all it may be."""
    return ["|".join(entity.id for entity in mention.alternatives) for mention in slots.found.mentions]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("light coconut milk for our French DC", ["G-702", "DC-LYO"]),
        ("5 litre canister of olive oil", ["H-815"]),
        ("roasted almonds 150g at VEN", ["E-513", "DC-VEN"]),
        ("rice noodles 10mm", ["F-608"]),
        ("the passata with basil, 500 g", ["B-202"]),
        ("sun dried tomatoes or tomatoe soup", ["H-812", "C-301"]),
        ("sweet potatoe chilli soup", ["C-309"]),
        ("vegetable stock stock in gent", ["C-312", "GNT"]),
        ("rice paper and rice vermicelli", ["F-612", "F-609"]),
        ("the Benelux plant and the Dutch warehouse", ["GNT", "DC-VEN"]),
        ("how do supermarkets and canteens compare", ["retail", "foodservice"]),
        ("po 11287 and MO90003", ["PO-11287", "MO-90003"]),
    ],
)
def test_the_longest_name_is_read_whatever_its_spelling(lexicon: Lexicon, said: str, expected: list[str]) -> None:
    """A part of it would be unclear, or another thing."""
    assert named(slots_of(said, lexicon, TODAY)) == expected


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("is the curry paste on PO-11292 line 1 really needed", "G-705"),
        ("hold the cereal bars of MO-90003 back", "E-505"),
        ("coconut milk for Venlo", "G-701"),
        ("passata, how much is left", "B-201"),
        ("the sugar-free ketchup", "B-210"),
        ("muesli (no added sugar) in Hamburg", "D-406"),
        ("how much curry paste, the yellow one, do we sell", "G-707"),
        ("what do we hold of the half-litre extra virgin, not organic", "H-801"),
        ("rice crackers? no, the crackers (rosemary) at Venlo", "E-509"),
        ("that huge order of jasmine rice which Rotkehl placed", "F-601"),
        ("who wants those 4,439 cases of jasmine rice", "F-601"),
        ("is the hazelnut milk selling", "A-112"),
        ("two sacks of jasmine rice", "F-615"),
        ("which customers take our pea protein", "A-115"),
        ("pea protein at Ghent", "R-107"),
        ("are there any pouches left at Ghent", "K-103"),
        ("choc corn cakes", "E-511"),
        ("rice noodles (the 5 mm ones) at Lyon", "F-607"),
        ("olive oil, second line of 11290", "H-802"),
        ("oat biscuits, the usual pack, at Venlo", "E-501"),
        ("coconut milk, not the light one, at Venlo", "G-701"),
        ("the small jasmine rice at Lyon", "F-601"),
    ],
)
def test_order_place_and_the_plainest_name_settle_what_is_unclear(lexicon: Lexicon, said: str, item: str) -> None:
    """Asking back what the question says already is a nuisance."""
    assert item in named(slots_of(said, lexicon, TODAY))


@pytest.mark.parametrize(
    "said", ["granola in Lyon", "an almond drink", "the jasmine rice", "is oat milk late", "big jasmine rice order"]
)
def test_what_stays_unclear_is_asked(lexicon: Lexicon, said: str) -> None:
    """ "Oat milk" is neither oats nor coconut milk."""
    assert unclear_name(slots_of(said, lexicon, TODAY)) is not None


@pytest.mark.parametrize(
    "said",
    [
        "there is light at the end of the tunnel",
        "is it going by sea or over water",
        "how is everybody looking on the other lines",
        "the boats are slipping, what a flight",
        "a grand idea from the world of direct sales",
        "what is our base plan and the original white paper",
        "max 900, min 300",
    ],
)
def test_common_words_name_nothing(lexicon: Lexicon, said: str) -> None:
    """Each of them is part of a name, or one letter from a name."""
    assert named(slots_of(said, lexicon, TODAY)) == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Forecast for mango chutney", "forecast"),
        ("stock of the pistachio ketchup", "stock"),
        ("What is Danone's forecast accuracy?", "accuracy"),
        ("how much does our competitor Barilla hold", "stock"),
    ],
)
def test_a_name_of_nothing_is_said(lexicon: Lexicon, said: str, kind: str) -> None:
    """The figures of everything, or of a thing of like name, would be taken for those asked for."""
    reply = unknown_name(slots_of(said, lexicon, TODAY), kind, lexicon, (Scope(),))
    assert reply is not None
    assert reply.asked_back


def test_a_day_that_does_not_exist_is_asked_even_beside_others(lexicon: Lexicon) -> None:
    """The proposal would take the other day."""
    assert impossible_time(slots_of("from 3 April to the 31st of April", lexicon, TODAY)) is not None


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("forcast pls for B-207, nxt 8 weeks", "forecast please for B-207, next 8 weeks"),
        ("new SS and ROP for sriracha", "new safety stock and reorder point for sriracha"),
        ("wich ordrs are delaied w/ 40cs", "which orders are delayed with 40 cases"),
        ("Halve it w/c 9 March, wk 12", "Halve it w/c 9 March, wk 12"),
        ("hazlenut, Lidl and Wroclaw", "hazlenut, Lidl and Wroclaw"),
    ],
)
def test_abbreviations_are_written_out_and_names_are_not(lexicon: Lexicon, said: str, plain: str) -> None:
    """The kind of a question is told from plain words; a name must stay what the person wrote."""
    assert in_plain_words(said, lexicon) == plain


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("11301 line 4 to 15 May", "PO-11301"),
        ("11301, please move it", "PO-11301"),
        ("production order 11301", "MO-11301"),
        ("what was baked on 11290 at Poznan", "MO-11290"),
        ("pizza sauce of 11290", "MO-11290"),
    ],
)
def test_a_bare_number_is_the_order_that_fits_the_rest(lexicon: Lexicon, said: str, expected: str) -> None:
    """Purchase, transfer and production orders are counted alike; a closed one is rarely meant."""
    assert expected in named(slots_of(said, lexicon, TODAY))


@pytest.mark.parametrize(
    ("said", "supplier"),
    [
        ("has our Vietnamese rice supplier confirmed", "S-MEK"),
        ("when do the Thai people deliver", "S-SIA"),
        ("the truck from Italy broke down", "S-VAL"),
        ("what if the olive oil guys come a week late", "S-OLI"),
        ("the packaging supplier is on strike", "S-KAR"),
        ("the Chinese vessel", "S-QIN"),
    ],
)
def test_a_supplier_is_known_by_country_and_goods(lexicon: Lexicon, said: str, supplier: str) -> None:
    """Planners speak of suppliers as of people they know, seldom by the name of the firm."""
    assert supplier in named(slots_of(said, lexicon, TODAY))


@pytest.mark.parametrize(
    "said",
    [
        "how are sales from Italy",
        "which rice supplier is late",
        "the Asian suppliers",
        "our soup people need help",
        "Thai curry",
        "what does the German DC hold",
        "oil people",
    ],
)
def test_what_describes_no_single_supplier_names_none(lexicon: Lexicon, said: str) -> None:
    """Customers sit in countries too, colleagues look after goods, and most regions have several suppliers."""
    assert "supplier" not in slots_of(said, lexicon, TODAY).named


@pytest.mark.parametrize(
    "said", ["what do people drink most", "how many boxes do we ship from Ghent", "can you see Ghent"]
)
def test_words_of_names_are_not_names_everywhere(lexicon: Lexicon, said: str) -> None:
    """Otherwise a verb is a family and a way of counting is a material."""
    assert not slots_of(said, lexicon, TODAY).named & {"item", "family"}


@pytest.mark.parametrize(
    ("said", "kind", "is_known"),
    [
        ("teriyaki sauce at Venlo", "stock", False),
        ("stock of the organic lemon tea", "stock", False),
        ("forecast for perishable soups", "forecast", True),
        ("accuracy against MAPE for soups", "accuracy", True),
        ("stock of quinoa in Lyon", "stock", False),
        ("I talked with Pierre about broccoli soup", "stock", True),
    ],
)
def test_a_thing_that_is_not_kept_is_told_from_words_of_the_trade(
    lexicon: Lexicon, said: str, kind: str, *, is_known: bool
) -> None:
    """An answer for a whole family or place would be one for something else."""
    assert (unknown_name(slots_of(said, lexicon, TODAY), kind, lexicon, (Scope(),)) is None) is is_known


@pytest.mark.parametrize(
    "said", ["soups (all of them)", "olive oil on PO-11290", "how are Oils & Olives doing, organic growth aside"]
)
def test_a_family_stays_one_where_nothing_singles_out_an_item(lexicon: Lexicon, said: str) -> None:
    """Asked about a family, nobody wants the figures of one item."""
    assert slots_of(said, lexicon, TODAY).id("family") is not None
