"""What an adversarial writer tries: numbers in disguise, checked by a second finder that was written differently."""

import html
import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import EvidenceMissing
from agents.evidence import Sources, render
from tools.results import value_at

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
RARER = """hundred thousand million billion dozen half third quarter fifth twice double triple percent
couple""".split()
VOCABULARY = {*ONES, *TENS, *RARER}
LARGE = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"))
SMALL = ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
HOMOGLYPHS = str.maketrans("eoiaTx", "еоіаТх")
INVISIBLE = ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u034f", "\u3164"]
SPLITTING = ["**", "*", "`", "_", "-", ".", "<b>", "<!-- -->", "\\", "·", "][", "\u200a"]


def spelled(number: int) -> str:
    """Return a number below a million in English words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{spelled(number // size)} {name}" + (f" and {spelled(rest)}" if rest else "")
    raise AssertionError(number)


def roman(number: int) -> str:
    """Return a number below 4,000 in Roman numerals."""
    signs = ""
    for value, sign in (*LARGE, *SMALL):
        signs += sign * (number // value)
        number %= value
    return signs


def second_finder(text: str) -> list[tuple[int, int]]:
    """Return where numbers stand in a text: read letter by letter, by names and values of characters.

    Format characters, combining marks and Markdown within a word are passed over, so that a word in pieces is read.
    """
    letters: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if unicodedata.category(character) in ("Cf", "Mn", "Me") or character in "*`_~":
            continue
        for plain in unicodedata.normalize("NFKD", character):
            if unicodedata.category(plain) not in ("Mn", "Me"):
                letters.append((plain.lower(), place))
    found = [(place, place + 1) for plain, place in letters if plain.isdigit() or _is_numeric(plain)]
    for is_letter, group in itertools.groupby(letters, key=lambda pair: pair[0].isalpha()):
        pairs = list(group)
        if is_letter and _reads_as_numbers("".join(plain for plain, _ in pairs)):
            found.append((pairs[0][1], pairs[-1][1] + 1))
    return found


def _is_numeric(character: str) -> bool:
    name = unicodedata.name(character, "")
    return unicodedata.numeric(character, None) is not None or "KEYCAP" in name or "DIGIT" in name


def _reads_as_numbers(word: str) -> bool:
    """Whether a word is made of number words and nothing else."""
    if not word:
        return True
    return any(word.startswith(one) and _reads_as_numbers(word[len(one) :]) for one in VOCABULARY)


NUMBERS = st.integers(2, 999_999)
DISGUISES = st.one_of(
    NUMBERS.map(lambda n: f"{n:,}"),
    NUMBERS.map(spelled),
    NUMBERS.map(lambda n: spelled(n).upper()),
    NUMBERS.map(lambda n: spelled(n).replace(" ", "").replace("-", "")),
    st.integers(2, 3999).map(roman),
    st.integers(2, 39).map(lambda n: roman(n).lower()).filter(lambda said: len(said) > 1 and set(said) <= set("ivx")),
    NUMBERS.map(lambda n: "".join(f"&#{ord(digit)};" for digit in str(n))),
    NUMBERS.map(lambda n: "".join(chr(0xFF10 + int(digit)) for digit in str(n))),
    NUMBERS.map(lambda n: "".join(chr(0x1D7CE + int(digit)) for digit in str(n))),
    NUMBERS.map(lambda n: "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(n))),
    NUMBERS.map(lambda n: "".join("٠١٢٣٤٥٦٧٨٩"[int(digit)] for digit in str(n))),
    NUMBERS.map(lambda n: "".join(f"{digit}\ufe0f\u20e3" for digit in str(n))),
    st.sampled_from(
        ["🔟", "½", "⅔", "Ⅻ", "㊿", "⑨", "一千", "萬", "&frac12;", "$\\frac{a}{b}$", "∞", "½", "٪", "🕐", "⚄"]
    ),
    st.sampled_from(["a couple of", "a dozen", "twice as many", "half of the", "a third of the", "a fortnight of"]),
    st.sampled_from(
        ["double the", "more than double the", "tenfold", "fifty-fifty", "ninety percent of the", "umpteen"]
    ),
    st.sampled_from(
        ["the second", "zwei", "cinq", "f i v e", "f.i.v.e", "t-e-n", "fi-ve", "twel\nve".replace("\n", "-")]
    ),
    st.sampled_from(["Tuesday's", "tomorrow's", "in May", "April's", "next Tue, ", "the third of May,", "$x$ and $y$"]),
)


@given(disguise=DISGUISES)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_a_number_in_disguise_does_not_leave(sources: Sources, disguise: str) -> None:
    """Words, scripts, fractions, entities, LaTeX, emoji, ordinals, multiples and dates: an innocent sentence around."""
    with pytest.raises(EvidenceMissing):
        render(f"Then you lose {disguise} cases of it.", sources)


@given(number=NUMBERS, data=st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_number_word_in_pieces_does_not_leave(sources: Sources, number: int, data: st.DataObject) -> None:
    """Invisible characters, markup and homoglyphs within a word do not hide it."""
    word = data.draw(st.sampled_from(spelled(number).replace("-", " ").split()).filter(lambda one: one != "and"))
    place = data.draw(st.integers(1, len(word) - 1))
    cut = data.draw(st.sampled_from([*INVISIBLE, *SPLITTING]))
    in_pieces = f"{word[:place]}{cut}{word[place:]}"
    for disguise in {in_pieces, word.translate(HOMOGLYPHS), html.escape(in_pieces)}:
        with pytest.raises(EvidenceMissing):
            render(f"Then you lose {disguise} cases.", sources)


SAFE = [
    *("{{c1:/lines/0/quantity|units}}", "{{c1:/total|money}}", "{{c1:/lines/0/service}}", "{{c1:/title|text}}"),
    *(
        "{{c1:/lines/0/item_id}}",
        "{{c2:/passages/0|cite}}",
        "{{c1:/lines/0/first_day|weekday}}",
        "{{c2:/passages/0|quote}}",
    ),
    *("{{c1:/lines/0/late_by}}", "{{c1:/found|number}}", "A-104", "PO-1001", "Oat Drink Barista 1 l", "POL-01 §3"),
    *("You asked about 20 %", "If demand rises by 20 %, it is", "“500 cases”", "the stock of", "comes", "is late"),
]
GLUE = [
    " ",
    " ",
    " ",
    ". ",
    "\n",
    "\n\n- ",
    "\n1. ",
    " | ",
    ", ",
    " to ",
    " and ",
    "–",
    "-",
    "/",
    "",
    "**",
    "(",
    ")",
    " x ",
    "%",
]
PIECE = st.one_of(st.sampled_from(SAFE), st.sampled_from(SAFE), DISGUISES, st.text(max_size=5))
PASSAGE = st.lists(st.tuples(PIECE, st.sampled_from(GLUE)), min_size=1, max_size=8).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)
MOSTLY_SAFE = st.lists(st.tuples(st.sampled_from(SAFE), st.sampled_from(GLUE)), min_size=1, max_size=8).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)


@given(template=st.one_of(PASSAGE, MOSTLY_SAFE))
@settings(max_examples=800, deadline=None, derandomize=True)
def test_whatever_the_second_finder_sees_is_covered(sources: Sources, template: str) -> None:
    """Either the text is refused, or every number that is seen lies in a figure, and every figure is true."""
    try:
        rendered = render(template, sources)
    except EvidenceMissing:
        return
    places = {place for figure in rendered.figures for place in range(figure.start, figure.end)}
    for start, end in second_finder(rendered.text):
        assert set(range(start, end)) <= places, rendered.text[start:end]
    for figure in rendered.figures:
        assert rendered.text[figure.start : figure.end] == figure.text
        if figure.tool_call is not None:
            assert value_at(sources.calls[figure.tool_call].document, figure.path or "") == figure.value
        elif figure.source == "question":
            assert figure.text.lower() in sources.question.lower()


def test_the_second_finder_sees_what_it_must() -> None:
    """A finder that sees nothing would prove nothing."""
    seen = ["12", "½", "twelve", "tw\u200bo", "fivehundred", "⑨", "４", "🔟"]
    assert [word for word in seen if not second_finder(word)] == []
    assert second_finder("No order of any item is late.") == []
