"""Countries and cities that are known by name, the people of a place, and other names of one."""

from functools import lru_cache
from importlib.resources import files

from study.generation.lexicon import lexicon

# What a country's name is in other words: the first is the plain one.
_SAME = (
    "United States|USA|US|U.S.|U.S.A.|America|United States of America",
    "Soviet Union|USSR|U.S.S.R.",
    "United Kingdom|UK|U.K.|Britain|Great Britain",
    "China|PRC|People's Republic of China|People’s Republic of China",
    "Russia|Russian Federation",
    "Germany|Federal Republic of Germany",
    "Netherlands|Holland",
    "Czech Republic|Czechia",
    "Iran|Persia",
    "Burma|Myanmar",
    "Ceylon|Sri Lanka",
    "Turkey|Türkiye",
    "South Korea|Republic of Korea",
    "North Korea|DPRK",
    "Vietnam|Viet Nam",
    "European Union|EU|E.U.",
    "United Nations|UN|U.N.",
)
_MORE_COUNTRIES = lexicon(
    "England Scotland Wales Ireland Czechoslovakia Yugoslavia Prussia Siam Formosa Manchukuo "
    "Korea Vietnam Tibet Taiwan Rhodesia Zaire Bohemia Bavaria Saxony Castile Aragon "
    "Catalonia Sicily Piedmont Tuscany Hanover Macedonia Serbia Croatia Bosnia Kosovo "
    "Palestine Mesopotamia Persia"
)
_CITIES = lexicon(
    "Beijing Tokyo Moscow Washington London Paris Berlin Rome Vienna Madrid Lisbon Warsaw "
    "Prague Budapest Athens Istanbul Constantinople Ankara Cairo Jerusalem Baghdad Tehran "
    "Delhi Mumbai Bombay Calcutta Kolkata Madras Chennai Karachi Lahore Rangoon Yangon "
    "Bangkok Hanoi Saigon Manila Jakarta Singapore Canberra Sydney Melbourne Brisbane Perth "
    "Adelaide Auckland Wellington Ottawa Toronto Montreal Vancouver Quebec Boston Chicago "
    "Philadelphia Baltimore Detroit Dallas Houston Denver Seattle Miami Atlanta Cleveland "
    "Pittsburgh Nanjing Nanking Shanghai Chongqing Chungking Wuhan Canton Guangzhou Kunming "
    "Tianjin Harbin Mukden Shenyang Hiroshima Nagasaki Osaka Kyoto Yokohama Seoul Pyongyang "
    "Geneva Zurich Basel Bern Brussels Antwerp Amsterdam Rotterdam Copenhagen Stockholm Oslo "
    "Bergen Helsinki Riga Tallinn Vilnius Leningrad Petrograd Stalingrad Kiev Kyiv Odessa "
    "Minsk Dublin Belfast Cork Edinburgh Glasgow Aberdeen Dundee Cardiff Swansea Manchester "
    "Liverpool Birmingham Leeds Sheffield Bristol Newcastle Nottingham Leicester Oxford "
    "Cambridge York Norwich Plymouth Southampton Portsmouth Brighton Bath Exeter Munich "
    "Hamburg Cologne Frankfurt Dresden Leipzig Nuremberg Bonn Stuttgart Milan Naples Venice "
    "Florence Turin Genoa Palermo Barcelona Seville Valencia Granada Porto Marseille Lyon "
    "Bordeaux Toulouse Nice Strasbourg Lille Havana Lima Bogota Santiago Caracas Quito "
    "Nairobi Lagos Johannesburg Pretoria Tunis Algiers Tripoli Damascus Beirut Amman Mecca "
    "Medina Kabul Tashkent Samarkand Almaty Tbilisi Yerevan Baku Belgrade Zagreb Sarajevo "
    "Sofia Bucharest Dunkirk Versailles Yalta Potsdam"
)
# Whose they are, and of what country.
_PEOPLES = {
    "American": "United States",
    "British": "United Kingdom",
    "English": "England",
    "Scottish": "Scotland",
    "Welsh": "Wales",
    "Irish": "Ireland",
    "Chinese": "China",
    "Japanese": "Japan",
    "Soviet": "Soviet Union",
    "Russian": "Russia",
    "German": "Germany",
    "French": "France",
    "Italian": "Italy",
    "Spanish": "Spain",
    "Portuguese": "Portugal",
    "Dutch": "Netherlands",
    "Belgian": "Belgium",
    "Swiss": "Switzerland",
    "Austrian": "Austria",
    "Hungarian": "Hungary",
    "Polish": "Poland",
    "Czech": "Czech Republic",
    "Slovak": "Slovakia",
    "Danish": "Denmark",
    "Swedish": "Sweden",
    "Norwegian": "Norway",
    "Finnish": "Finland",
    "Icelandic": "Iceland",
    "Greek": "Greece",
    "Turkish": "Turkey",
    "Egyptian": "Egypt",
    "Israeli": "Israel",
    "Iranian": "Iran",
    "Persian": "Iran",
    "Iraqi": "Iraq",
    "Indian": "India",
    "Pakistani": "Pakistan",
    "Afghan": "Afghanistan",
    "Burmese": "Burma",
    "Thai": "Thailand",
    "Vietnamese": "Vietnam",
    "Korean": "Korea",
    "Mongolian": "Mongolia",
    "Kazakh": "Kazakhstan",
    "Kazakhstani": "Kazakhstan",
    "Ukrainian": "Ukraine",
    "Canadian": "Canada",
    "Mexican": "Mexico",
    "Brazilian": "Brazil",
    "Argentine": "Argentina",
    "Chilean": "Chile",
    "Peruvian": "Peru",
    "Cuban": "Cuba",
    "Australian": "Australia",
    "Ethiopian": "Ethiopia",
    "Nigerian": "Nigeria",
    "Kenyan": "Kenya",
    "Tibetan": "Tibet",
    "Manchurian": "Manchuria",
}
_CONTINENTS = frozenset(
    ["Africa", "Asia", "Europe", "Antarctica", "North America", "South America", "Oceania"]
)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The names of countries of today and some of the past, without "the"."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    names = {row[1].partition(" (")[0] for row in rows}
    same = {name for group in _SAME[:-2] for name in group.split("|")}
    return frozenset(names | same | _MORE_COUNTRIES)


def is_place(name: str) -> bool:
    """Whether a name is known to be a country's, a city's or a continent's."""
    return name in countries() or name in _CITIES or name in _CONTINENTS


@lru_cache(maxsize=4_096)
def same_as(name: str) -> frozenset[str]:
    """All names of what bears this one, itself among them."""
    for group in _SAME:
        names = group.split("|")
        if name in names:
            return frozenset(names)
    return frozenset((name,))


@lru_cache(maxsize=4_096)
def plain_name(name: str) -> str:
    """One name for all that mean the same: "USSR" and "Soviet" are the Soviet Union."""
    name = _PEOPLES.get(name.removesuffix("s") if name.endswith("ns") else name, name)
    for group in _SAME:
        if name in group.split("|"):
            return group.partition("|")[0]
    return name


def is_people(word: str) -> bool:
    """Whether a word says whose or from where: Soviet, Chinese, Americans, Sino-Soviet."""
    parts = word.replace("–", "-").split("-")
    return any(part.removesuffix("s") in _PEOPLES or part in _PEOPLES for part in parts) or any(
        part in {"Sino", "Anglo", "Franco", "Russo"} for part in parts
    )


def peoples() -> frozenset[str]:
    """The words that say whose or from where."""
    return frozenset(_PEOPLES)


def kind_of_place(name: str) -> str:
    """What a place is, in a word for a hint: country, city, continent, place."""
    if name in countries():
        return "country"
    if name in _CITIES:
        return "city"
    return "continent" if name in _CONTINENTS else "place"
