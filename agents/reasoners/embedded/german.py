"""German words of planners, and the English ones for them."""

import re

PHRASES: tuple[tuple[str, str], ...] = (
    (r"\bwas läuft (.*?)\s?aus\b", r"which items run out \1"),
    (r"\bwelche (artikel|produkte) (?:laufen|gehen) (.*?)\s?aus\b", r"which items run out \2"),
    (r"\bwelche bestellungen (?:sind|kommen) (.*?)(?:verspätet|zu spät)", r"which orders are late \1"),
    (r"\bwas passiert,? wenn\b", "what if"),
    (r"\bwas wäre,? wenn\b", "what if"),
    (r"\bwie viele?\b", "how much"),
    (r"\bwas (?:kannst|können) (?:du|sie)\b", "what can you do"),
    (r"\bwas soll(?:en|ten)? (?:wir|ich) (.*?)\s?bestellen\b", r"what should we order \1"),
    (r"\bnächster?n? (\d+|zwei|drei|vier|sechs|acht|zehn|zwölf) (tagen?|wochen|monaten?)\b", r"next \1 \2"),
    (r"\bnächste[rsnm]? woche\b", "next week"),
    (r"\bnächste[rsnm]? monat\b", "next month"),
    (r"\bnächste[rsnm]? (?:quartal|vierteljahr)\b", "next quarter"),
    (r"\bnächste[rsnm]? jahr\b", "next year"),
    (r"\bdiese[rsnm]? woche\b", "this week"),
    (r"\bdiese[rsnm]? monat\b", "this month"),
    (r"\b(?:in der )?kw\s?(\d+)\b", r"week \1"),
    (r"\bbis ende\b", "until the end of"),
    (r"\bauf lager\b", "in stock"),
    (r"\btage (?:zu spät|später)\b", "days late"),
    (r"\bzu spät\b", "late"),
    (r"\bzu viel\b", "too much"),
)
"""Patterns of phrases that do not go word by word, in the order in which they are replaced."""

_PAIRS = """
    was:what welche:which welcher:which welches:which wie:how wann:when warum:why wieso:why weshalb:why wer:who
    wo:where der:the die:the das:the den:the dem:the des:of ein:a eine:a einen:a einer:a und:and oder:or
    aber:but nicht:not kein:no keine:no für:for von:of vom:of im:in in:in ist:is sind:are wird:will werden:will
    haben:have hat:has wir:we uns:us unser:our unsere:our unseren:our unserer:our ich:I mir:me bitte:please
    zeig:show zeige:show zeigen:show gib:give soll:should sollen:should müssen:must muss:must kann:can
    können:can bis:until über:over mit:with bei:at nach:to zur:to zum:to auf:on aus:from seit:since vor:before
    ab:from nächste:next nächsten:next nächster:next kommende:next kommenden:next letzte:last letzten:last
    woche:week wochen:weeks tag:day tage:days tagen:days monat:month monate:months monaten:months jahr:year
    quartal:quarter heute:today morgen:tomorrow übermorgen:the/day/after/tomorrow gestern:yesterday
    montag:Monday dienstag:Tuesday mittwoch:Wednesday donnerstag:Thursday freitag:Friday samstag:Saturday
    sonntag:Sunday januar:January februar:February märz:March april:April mai:May juni:June juli:July
    august:August september:September oktober:October november:November dezember:December weihnachten:Christmas
    ostern:Easter bestand:stock bestände:stock lager:warehouse lagerbestand:stock vorrat:stock prognose:forecast
    bedarf:demand nachfrage:demand absatz:demand umsatz:revenue bestellung:order bestellungen:orders
    auftrag:order aufträge:orders lieferung:delivery lieferungen:deliveries lieferant:supplier
    lieferanten:suppliers liefert:delivers liefern:deliver artikel:items produkt:item produkte:items
    verspätet:late spät:late später:later überfällig:overdue fehlt:short fehlen:short knapp:short
    engpass:shortage engpässe:shortages fehlmenge:shortage ausgehen:run/out leer:out/of/stock
    überbestand:excess/stock überbestände:excess/stock sicherheitsbestand:safety/stock nachschub:replenishment
    bestellen:order nachbestellen:reorder kaufen:buy steigt:rises steigen:rise fällt:falls sinkt:falls
    erhöhen:raise senken:lower verdoppeln:double halbieren:halve verdoppelt:doubles halbiert:halves
    prozent:percent mehr:more weniger:less budget:budget abweichung:gap genau:accurate genauigkeit:accuracy
    gut:good richtlinie:policy richtlinien:policies regel:rule regeln:rules vorschlag:proposal
    vorschläge:proposals offen:open offene:open offenen:open warten:waiting probleme:problems problem:problem
    ausnahmen:exceptions risiken:risks machen:do tun:do genehmigen:approve darf:may dürfen:may vorziehen:pull/in
    beschleunigen:expedite verschieben:postpone löschen:delete alle:all alles:everything hallo:hello guten:good
    hilfe:help danke:thanks kommt:comes kommen:come reicht:lasts reichen:last lange:long suppen:soups suppe:soup
    kekse:biscuits öle:oils oliven:olives reis:rice nudeln:noodles tomaten:tomato kokos:coconut
    haferdrink:oat/drink getränke:drinks müsli:muesli zwei:two drei:three vier:four sechs:six acht:eight
    zehn:ten zwölf:twelve wenn:if dass:that noch:still schon:already es:it sie:they er:it unter:below
    zwischen:between gegen:against verkaufen:sell verkauft:sold fabrik:plant werk:plant kunden:customers
    kanal:channel sehen:see sieht:looks aussehen:look
"""
WORDS = dict(re.findall(r"(\S+):(\S+)", _PAIRS))
"""German words and the English ones; a slash stands for a space."""

SIGNS = frozenset(
    """
    aber auf aus bei bis bitte das dem den der des die ein eine einen einer für gib haben hat ich im ist kein
    keine kommen kommt laufen läuft mir mit müssen nach nicht nächste nächsten nächster oder sind soll sollen
    und uns unser unsere viel viele vom von wann warum was welche welcher welches wer werden wie wieso wieviel
    wir wird wo zeig zeige zeigen zum zur über
    """.split()
)
"""Words that tell German."""
