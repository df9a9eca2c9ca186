"""Which language a text is in, told by its commonest small words."""

import re
from collections import Counter

_SMALL_WORDS = {
    "en": "the of and to in that is was it for with as his on be at by had not are from",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au à",
    "es": "de la que el en y los del se las por un para con no una su al lo como",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as",
    "it": "di e il la che in un per è non del una le con da si sono della gli nel",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan",
    "sv": "och i att det som en på är av för med till den har de inte om ett men var",
    "da": "og i at det er en til på som med de for der den af ikke har et men var",
    "pl": "w i na z się do nie że to jest o po przez od za jak ale oraz dla był",
    "cs": "a se v na je že s z do o to i k ve pro za by jsem ale jako",
    "tr": "ve bir bu da de için ile çok olarak daha olan gibi kadar sonra ne ama en o var",
    "ru": "и в не на что с по как из за к от для это был его но о при а",
    "uk": "і в не на що з до як за та від для це у про але його є був й",
}
_LISTS = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
)
_SAMPLE = 20_000
_LEAST_SHARE = 0.12


def language_of(text: str) -> str:
    """The code of the text's language, or "" where the words do not tell."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    for script, code in _SCRIPTS:
        if letters and len(script.findall(sample)) > 0.2 * letters:
            return code
    words = re.findall(r"[^\W\d_]+", sample.lower())
    counts = Counter({code: sum(map(known.__contains__, words)) for code, known in _LISTS.items()})
    (best, most), (_, second) = counts.most_common(2)
    is_clear = most >= _LEAST_SHARE * len(words) and most >= 1.2 * second and len(words) >= 20
    return best if is_clear else ""


def small_words(text: str) -> int:
    """How many small words of any one language stand in a text."""
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower())
    return max(sum(map(known.__contains__, words)) for known in _LISTS.values())
