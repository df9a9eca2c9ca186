"""Words for money, measures and multiples, and what each of them means."""

from decimal import Decimal
from typing import TypeAlias

Unit: TypeAlias = tuple[str, Decimal]
"""A dimension and the size in it: a kilometre is ("length", 1000)."""

# A word may mean several things (a pound is money or a weight); a currency is a
# dimension of its own, because no rate of exchange is a fact that stays true.
_TABLE = (
    ("usd", "1", "$ dollar dollars usd us$"),
    ("cad", "1", "$ dollar dollars cad c$ ca$"),
    ("aud", "1", "$ dollar dollars aud a$ au$"),
    ("hkd", "1", "$ dollar dollars hkd hk$"),
    ("usd", "0.01", "cent cents ¢"),
    ("eur", "1", "€ euro euros eur"),
    ("eur", "0.01", "cent cents"),
    ("gbp", "1", "£ pound pounds gbp sterling"),
    ("jpy", "1", "¥ yen jpy"),
    ("cny", "1", "¥ yuan renminbi rmb cny"),
    ("rub", "1", "₽ ruble rubles rouble roubles rub"),
    ("inr", "1", "₹ rupee rupees inr"),
    ("krw", "1", "₩ won krw"),
    ("chf", "1", "franc francs chf"),
    ("frf", "1", "franc francs frf"),
    ("dem", "1", "mark marks reichsmark reichsmarks dem rm"),
    ("percent", "1", "% percent pct"),
    ("percent", "0.1", "‰ permille"),
    ("length", "0.001", "mm millimetre millimetres millimeter millimeters"),
    ("length", "0.01", "cm centimetre centimetres centimeter centimeters"),
    ("length", "1", "m metre metres meter meters"),
    ("length", "1000", "km kilometre kilometres kilometer kilometers"),
    ("length", "1609.344", "mi mile miles"),
    ("length", "0.3048", "ft foot feet"),
    ("length", "0.9144", "yd yard yards"),
    ("length", "0.0254", "inch inches"),
    ("mass", "0.001", "g gram grams gramme grammes"),
    ("mass", "1", "kg kilo kilos kilogram kilograms"),
    ("mass", "1000", "t ton tons tonne tonnes"),
    ("mass", "0.45359237", "lb lbs pound pounds"),
    ("volume", "1", "l litre litres liter liters"),
    ("volume", "0.001", "ml millilitre millilitres milliliter milliliters"),
    ("area", "1", "ha hectare hectares"),
    ("area", "0.40468564224", "acre acres"),
    ("time", "1", "sec second seconds"),
    ("time", "60", "min mins minute minutes"),
    ("time", "3600", "h hr hrs hour hours"),
    ("time", "86400", "day days"),
    ("time", "604800", "week weeks"),
    # Months and years are no fixed number of days, so they are not compared with days.
    ("calendar", "1", "month months"),
    ("calendar", "12", "y yr yrs year years"),
    ("calendar", "120", "decade decades"),
    ("calendar", "1200", "century centuries"),
    ("celsius", "1", "°c celsius centigrade degree degrees °"),
    ("fahrenheit", "1", "°f fahrenheit degree degrees °"),
    ("kelvin", "1", "k kelvin kelvins"),
    ("angle", "1", "degree degrees °"),
)


def _by_word() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for dimension, size, words in _TABLE:
        for word in words.split():
            found[word] = (*found.get(word, ()), (dimension, Decimal(size)))
    return found


UNITS = _by_word()

SCALES = {
    word: Decimal(size)
    for size, words in (
        ("1e2", "hundred hundreds"),
        ("1e3", "thousand thousands k"),
        ("1e6", "million millions m mn mln mio"),
        ("1e9", "billion billions b bn mrd milliard milliards"),
        ("1e12", "trillion trillions tn"),
        ("1e5", "lakh lakhs"),
        ("1e7", "crore crores"),
        ("12", "dozen dozens"),
    )
    for word in words.split()
}
