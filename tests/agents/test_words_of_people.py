"""Messages in the words of people: dialect, slips of the keyboard, thanks of other languages, names told to be such."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.reasoners.embedded.asking import unclear_name, unknown_code
from agents.reasoners.embedded.at_once import in_return
from agents.reasoners.embedded.courtesy import greets_only, in_english_courtesy
from agents.reasoners.embedded.dialect import in_written_words
from agents.reasoners.embedded.elsewhere import is_elsewhere
from agents.reasoners.embedded.harm import HIDES
from agents.reasoners.embedded.lexicon import Lexicon, lexicon_of
from agents.reasoners.embedded.misspelled import is_slip, meant_by
from agents.reasoners.embedded.slots import slots_of
from agents.reasoners.embedded.spelling import in_plain_words
from knowledge.principal import Scope
from knowledge.truth.snapshot import Snapshot

EVERYTHING = (Scope(),)


@pytest.fixture(scope="module")
def lexicon(sample_snapshot: Snapshot) -> Lexicon:
    """The names of the sample company."""
    return lexicon_of(sample_snapshot)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Whaur's the rice, hen?", "where's the rice?"),
        ("We cannae wait, it isnae here", "We cannot wait, it isn't here"),
        ("Crikey, what're they shippin' outta Lyon?", "what're they shipping out of Lyon?"),
        ("'ow many cases 'ave we in 'amburg", "how many cases have we in hamburg"),
        ("tak twa pallets fae Ghent tae Lyon", "take two pallets from Ghent to Lyon"),
        ("show me what's 'late' at the customers' sites", "show me what's 'late' at the customers' sites"),
    ],
)
def test_dialect_is_read_as_it_is_written(lexicon: Lexicon, said: str, written: str) -> None:
    """Else the words are unknown names, and the question goes unanswered."""
    assert in_written_words(said, lexicon) == written


def test_a_name_of_the_company_is_no_dialect() -> None:
    """A customer may be called what somewhere is a word for something else."""
    names = Lexicon()
    names.words["tak"] = set()
    assert in_written_words("orders of Tak", names) == "orders of Tak"


@pytest.mark.parametrize(
    "said", ["Aye, evenin' lads", "Grüezi mitenand", "Danke dir! Bis morgen", "Merci, ciao", "ta, mate"]
)
def test_greetings_and_thanks_of_others_are_returned(lexicon: Lexicon, said: str) -> None:
    """Else a courtesy is refused, or something is computed for it."""
    assert greets_only(in_written_words(in_english_courtesy(said), lexicon))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("hello there", "Good day."),
        ("thanks a lot", "You're welcome."),
        ("cheers mate, much appreciated", "You're welcome."),
        ("see you tomorrow", "Goodbye."),
        ("that's all for now, thank you", "You're welcome. Goodbye."),
    ],
)
def test_thanks_and_farewells_have_answers_of_their_own(said: str, answer: str) -> None:
    """Who says goodbye and is wished a good day with a list of questions to ask talks to a machine."""
    reply = in_return(said)
    assert reply.kind == "greeting"
    assert reply.text.startswith(answer)


@pytest.mark.parametrize("said", ["hello, which orders are late", "hi forecast", "yes", "all", "good stock in Lyon"])
def test_a_question_is_no_greeting(said: str) -> None:
    """A greeting before a question, or an answer of one word, is more than a greeting."""
    assert not greets_only(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("wihtout", "without"),
        ("deliverd", "delivered"),
        ("stoock", "stock"),
        ("teh", "the"),
        ("skyr", None),
        ("zorblax", None),
    ],
)
def test_a_slip_is_the_word_that_was_meant(said: str, meant: str | None) -> None:
    """A swapped, missing or doubled letter is a slip; another word is left as it is, and asked about."""
    assert meant_by(said) == meant


def test_another_letter_makes_another_word() -> None:
    """Else what the company does not have is read as something that it has."""
    assert not is_slip("skyr", "sky")
    assert not is_slip("rise", "rice")


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("olive oil spary in Venlo", "H-805"),
        ("the almond drink without sugar, one litre", "A-107"),
        ("stock of muesli w/o added sugar", "D-406"),
        ("that litre of extra virgin in Hamburg", "H-802"),
        ("Rotkehl wants a mountain of jasmine rice out of Hamburg", "F-601"),
    ],
)
def test_what_is_said_beside_a_name_settles_it(
    lexicon: Lexicon, sample_snapshot: Snapshot, said: str, item: str
) -> None:
    """Else the person is asked for what the question says already."""
    slots = slots_of(in_plain_words(said, lexicon), lexicon, sample_snapshot.planning_date)
    assert [[one.id for one in m.alternatives] for m in slots.found.mentions if m.entity.kind == "item"] == [[item]]


def test_a_name_told_to_be_one_is_looked_up(lexicon: Lexicon, sample_snapshot: Snapshot) -> None:
    """Else the answer is computed for every supplier, and read as one for the supplier that was named."""
    day = sample_snapshot.planning_date
    said = "I have a letter of a supplier called Holmgren & Co. Are their orders late?"
    reply = unknown_code(slots_of(said, lexicon, day), lexicon, EVERYTHING)
    assert reply is not None
    assert "Holmgren & Co" in reply.text
    known = "Are the orders of the supplier called Oliva del Sur late?"
    assert unknown_code(slots_of(known, lexicon, day), lexicon, EVERYTHING) is None


def test_a_rule_does_not_depend_on_which_thing_is_meant(lexicon: Lexicon, sample_snapshot: Snapshot) -> None:
    """A question of policy must not be stopped by a name that can be several things."""
    slots = slots_of("who goes first when oat drink is short", lexicon, sample_snapshot.planning_date)
    assert unclear_name(slots, "policy") is None
    assert unclear_name(slots, "stock") is not None


@pytest.mark.parametrize(
    ("said", "is_other"),
    [
        ("What is the absenteeism in Ghent this month?", True),
        ("How long is the mean time between failures of the filler?", True),
        ("How much rice will be left after the stock-take?", False),
        ("What do the policies say about spare parts?", False),
        ("I prepare the trade show. How much rice is in Lyon?", False),
        ("Which stock counts as excess?", False),
        ("The slicer rattles, send an electrician to Lyon", True),
        ("Ring the haulier, our ramp is occupied", True),
        ("How will the dollar stand against the zloty in May?", True),
        ("The mechanic is at line 1 until Friday, what will run short?", False),
        ("Pull up the forecast, the driver sent me a text", False),
    ],
)
def test_figures_of_other_departments_are_refused(said: str, is_other: bool) -> None:
    """Else a figure with a similar name is shown for them; what is only told beside a question does not count."""
    assert is_elsewhere(said) is is_other


@pytest.mark.parametrize(
    ("masked", "is_hidden"),
    [
        ("split this order so that nobody has to see it", True),
        ("sign it in this person 's name", True),
        ("lower it so our accuracy looks better", True),
        ("expedite this order so that the customer sees it on this day", False),
        ("raise the safety stock so we don't see another shortage", False),
    ],
)
def test_what_is_hidden_from_somebody_is_told_from_what_is_shown(masked: str, is_hidden: bool) -> None:
    """Else an honest wish is refused, or one to deceive is granted."""
    assert (HIDES.search(masked) is not None) is is_hidden


def test_a_question_in_dialect_is_answered(read_alone: Callable[[str], list[tuple[str, dict[str, Any]]]]) -> None:
    """The whole way from dialect to the call."""
    ((tool, arguments),) = read_alone("Crikey, 'ow much basil pesto 'ave we got in 'amburg, love?")
    assert tool == "show_stock"
    assert (arguments["item_id"], arguments["location_id"]) == ("B-207", "DC-HAM")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("they come in two weeks late", "they come two weeks late"),
        ("is it late in two weeks", "is it late in two weeks"),
        ("rules 4 freezing the plan", "rules for freezing the plan"),
        ("week 4 forecasting", "week 4 forecasting"),
        ("safety stock form 45 too 60 cases", "safety stock from 45 to 60 cases"),
    ],
)
def test_short_words_that_sound_alike_are_told_apart(said: str, read: str) -> None:
    """Else a delay is a date, and a preposition an amount."""
    assert in_plain_words(said, Lexicon()) == read
