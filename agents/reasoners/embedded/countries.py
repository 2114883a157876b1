"""Countries, the words for them, and which places lie in one."""

from math import asin, cos, radians, sin, sqrt

from .lexicon import Lexicon, plain

_EARTH_KM = 6371.0

COUNTRIES: dict[str, tuple[float, float, float]] = {
    "american america usa": (39.0, -98.0, 2500.0),
    "austrian austria": (47.6, 14.1, 300.0),
    "belgian belgium": (50.6, 4.6, 150.0),
    "brazilian brazil": (-11.0, -52.0, 2200.0),
    "british britain england english uk": (53.5, -1.8, 550.0),
    "bulgarian bulgaria": (42.7, 25.3, 280.0),
    "chinese china": (35.0, 104.0, 2200.0),
    "czech czechia": (49.8, 15.5, 250.0),
    "danish denmark": (56.0, 10.0, 250.0),
    "dutch holland netherlands": (52.2, 5.4, 170.0),
    "egyptian egypt": (27.0, 30.0, 700.0),
    "filipino philippine philippines": (12.5, 122.5, 900.0),
    "finnish finland": (63.5, 26.5, 700.0),
    "french france": (46.6, 2.4, 600.0),
    "german germany": (51.1, 10.4, 450.0),
    "greek greece": (39.0, 22.8, 450.0),
    "hungarian hungary": (47.2, 19.4, 280.0),
    "indian india": (21.0, 78.5, 1700.0),
    "indonesian indonesia": (-3.0, 115.0, 1900.0),
    "irish ireland": (53.2, -8.0, 250.0),
    "italian italy": (42.8, 12.3, 650.0),
    "japanese japan": (37.0, 138.0, 1200.0),
    "korean korea": (36.4, 127.9, 350.0),
    "malaysian malaysia": (4.0, 109.0, 750.0),
    "mexican mexico": (23.6, -102.5, 1500.0),
    "moroccan morocco": (32.0, -6.3, 700.0),
    "norwegian norway": (62.5, 9.5, 900.0),
    "polish poland": (52.1, 19.3, 420.0),
    "portuguese portugal": (39.6, -8.2, 320.0),
    "romanian romania": (45.9, 25.0, 420.0),
    "spanish spain spaniard": (40.0, -3.6, 620.0),
    "swedish sweden": (61.0, 15.5, 850.0),
    "swiss switzerland": (46.8, 8.2, 200.0),
    "taiwanese taiwan": (23.7, 121.0, 250.0),
    "thai thailand": (15.0, 101.0, 800.0),
    "tunisian tunisia": (34.5, 9.5, 450.0),
    "turkish turkey": (39.0, 35.2, 850.0),
    "ukrainian ukraine": (48.9, 31.4, 700.0),
    "vietnamese vietnam": (16.0, 107.0, 950.0),
}
"""Words for a country, with latitude and longitude of its middle (degrees) and how far it reaches from there (km)."""

_BY_WORD = {word: where for words, where in COUNTRIES.items() for word in words.split()}


def is_country(word: str, lexicon: Lexicon) -> bool:
    """Whether a word in lower case is one for a country, or for a region in which the company has places."""
    return word in _BY_WORD or any(_is_region(word, region) for region, _, _ in lexicon.where.values())


def lies_in(place: str, word: str, lexicon: Lexicon) -> bool:
    """Whether a place lies in the country, or the region, that a word in lower case stands for.

    By its region where that bears the word, else by where it is: it is nearer to the middle of that country, for the
    size of the country, than to that of any other.
    """
    region, latitude, longitude = lexicon.where.get(place, ("", None, None))
    if _is_region(word, region):
        return True
    where = _BY_WORD.get(word)
    if where is None or latitude is None or longitude is None:
        return False
    nearest = min(_BY_WORD.values(), key=lambda country: _reach(latitude, longitude, country))
    return nearest == where and _reach(latitude, longitude, where) <= 1


def _is_region(word: str, region: str) -> bool:
    """Whether a word is the name of a region or made from it: "asian" of Asia."""
    own = plain(region)
    return bool(own) and (word == own or (len(own) >= 4 and word in (f"{own}n", f"{own}an", f"{own[:-1]}an")))


def _reach(latitude: float, longitude: float, country: tuple[float, float, float]) -> float:
    """Distance from the middle of a country on a sphere (haversine), in parts of how far the country reaches."""
    middle, meridian, reach = country
    north, east = radians(latitude - middle), radians(longitude - meridian)
    half = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(middle)) * sin(east / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half)) / reach
