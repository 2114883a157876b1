"""Words that say a number, a date or a part: the vocabulary of `numbers`."""

import re

CARDINALS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion quadrillion dozen score gross nil nought naught zilch nada
    """.split()
)
ORDINALS = frozenset(
    """
    second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth
    ninetieth hundredth thousandth millionth billionth
    """.split()
)
PARTS = frozenset("half halve halves halved halving halfway quarter couple pair trio duo quartet".split())
MULTIPLES = frozenset(
    """
    twice thrice double doubled doubling triple tripled tripling treble trebled trebling quadruple quadrupled
    quadrupling quintuple quintupled sextuple single umpteen
    biweekly bimonthly semiannual semiannually biannual biannually fortnight fortnightly decade century centuries
    """.split()
)
UNITS = frozenset("percent permille pct bps mn bn tn lakh crore myriad".split())
FOREIGN = frozenset(
    """
    eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn zwanzig dreissig vierzig funfzig sechzig
    siebzig achtzig neunzig hundert tausend millionen milliarde milliarden halb halbe doppelt dreifach prozent
    deux trois quatre cinq sept huit neuf onze douze treize quatorze quinze vingt trente quarante cinquante soixante
    mille moitie uno dos cuatro cinco siete ocho nueve diez veinte treinta cuarenta cincuenta cien ciento mil millones
    mitad doble tre quattro cinque sette otto nove dieci venti cento mila meta doppio een twee drie vijf zes zeven
    dix nul null une eine einen una
    negen tien twaalf twintig honderd duizend helft dubbel jeden dwa trzy cztery piec szesc siedem osiem
    """.split()
)
"""Number words of other languages in ASCII that are no English words of planning."""

_BASE = CARDINALS | ORDINALS | PARTS | MULTIPLES | UNITS
NUMBER_WORDS = (
    _BASE | FOREIGN | {f"{word}s" for word in _BASE} | {"sixes", "twenties", "thirties", "forties", "fifties"}
)

_PIECES = "|".join(sorted(CARDINALS | ORDINALS | PARTS, key=len, reverse=True))
COMPOUND = re.compile(rf"(?:(?:{_PIECES})(?:and)?)+(?:s|th|ths|fold|ish|some|odd)?")
FOLD = re.compile(r"[a-z]+fold")
ROMAN = re.compile(
    r"(?=[IVXLCDM]{2,}$)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$|[VX]$|I{4,}$|(?=[IOl]{2,}$)(?:[IOl]*O[IOl]*|I+l+)$|O$|([xXoI])\1{2,}$"
)
SMALL_ROMAN = re.compile(r"(?=[IVXivx]{2,}$)[Xx]{0,3}(?:[Ii][Xx]|[Ii][Vv]|[Vv]?[Ii]{0,3})$")
NOT_ROMAN = frozenset({"DC", "DI", "MI", "MD", "CD", "LI", "MIX", "CV"})

HARMLESS = re.compile(
    r"\b(?:(?:this|that|which|each|other|another|last|no|any|every|the (?:first|best|next|right|only|same|usual))"
    r" (?P<one>ones?)|(?:for|when) a (?P<single>single)(?= \w)"
    r"|(?P<gross>gross) (?:margin|profit|revenue|sales|weight|requirements?)"
    r"|(?:this|each|every|per|current|previous|last|coming|fiscal|next|the) (?P<quarter>quarter)"
    r"(?! of (?!the (?:year|fiscal)))|(?P<double>double)[ -](?:check|count|booking)\w*)\b",
    re.I,
)
"""Where a word of the vocabulary counts nothing: "which one", "gross margin", "this quarter", "double-check"."""

_DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?"
    r"|sonntags?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes"
)
_MONTHS = "january|february|april|june|july|august|september|october|november|december"
_BEFORE_A_MONTH = (
    "(?:in|of|from|to|until|till|by|since|during|for|and|next|last|this|early|mid|late|end|through|before|after"
    "|between)"
)
RELATIVE = re.compile(
    r"(?:next|coming|following) (?:week(?:end)?|month|quarter|year)|christmas|easter|new year|noon|midnight", re.I
)
"""Times that may be repeated as soon as the question names them."""

DAY_WORDS = re.compile(
    rf"\b(?:{_DAYS}|{_MONTHS}|tomorrow|yesterday|overmorrow|{RELATIVE.pattern})\b"
    r"|\b(?:in|within|after|takes?|lasts?|needs?) (?:about |around )?an? (?:day|week|month|quarter|year|hour)\b"
    r"|\b[LCDM](?= (?:cases?|units?|pieces?|pallets?|orders?|days?|weeks?|months?|kg|euros?)\b)"
    r"|\b(?-i:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Jan|Feb|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov)\b"
    rf"|\b{_BEFORE_A_MONTH}[ -](?P<ambiguous>(?-i:May|March|Mar|Dec|Sat|Sun))\b",
    re.I,
)
"""Weekdays, months, times counted from today and single ones ("in a week"): dates and durations without digits."""

_GERMAN = (
    pair.partition("=")
    for pair in """
    eins=one zwei=two drei=three vier=four fünf=five sechs=six sieben=seven acht=eight neun=nine zehn=ten elf=eleven
    zwölf=twelve zwanzig=twenty dreißig=thirty vierzig=forty fünfzig=fifty hundert=hundred tausend=thousand halb=half
    halbe=half hälfte=half drittel=third viertel=quarter doppelt=double doppelte=double verdoppelt=doubles
    halbiert=halves prozent=percent woche=week wochen=weeks tag=day tage=days tagen=days monat=month monate=months
    monaten=months montag=monday dienstag=tuesday mittwoch=wednesday donnerstag=thursday freitag=friday
    samstag=saturday sonntag=sunday januar=january februar=february märz=march mai=may juni=june juli=july
    oktober=october dezember=december morgen=tomorrow gestern=yesterday nächste=next nächsten=next nächster=next
    kommende=coming kommenden=coming jahr=year quartal=quarter weihnachten=christmas ostern=easter
    """.split()
)
GERMAN = {german: english for german, _, english in _GERMAN}
"""German words for numbers and times, in which questions may be asked, in English."""


def in_english(said: str) -> str:
    """Return what was said with the German words for numbers and times in English."""
    return re.sub(r"[^\W\d_]+", lambda match: GERMAN.get(match[0].lower(), match[0]), said)
