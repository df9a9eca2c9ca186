"""Whether a person is a he or a she, by titles, family words and common first names."""

import re

from study.generation.lexicon import lexicon

_MALE = (
    "sir mr mr. lord king prince duke earl baron count emperor tsar pope father uncle brother "
    "son husband grandfather grandson nephew widower monsieur herr bishop archbishop cardinal "
    "rabbi imam adam alan albert alexander alfred andrew anthony antoine antonio arthur "
    "benjamin bernard bill bob brian carl carlos charles christopher daniel david denis "
    "donald douglas edgar edmund edward edwin eric ernest francis francisco frank franz fred "
    "frederick friedrich fritz gareth geoffrey george gerald gilbert giovanni giuseppe gordon "
    "graham guy hans harold harry heinrich henri henry herbert horace howard hubert hugh hugo "
    "humphrey ian isaac ivan jack jacob jacques james jean jim joe johann johannes john "
    "jonathan jose joseph joshua juan julius karl keith kenneth lawrence leo leon leonard "
    "leopold lewis louis luigi malcolm marco mark martin matthew maurice max michael mikhail "
    "nathaniel neil nicholas nigel norman oliver oscar oswald otto patrick paul percy peter "
    "philip pierre ralph raymond rene richard robert roger roland ronald rudolf rupert samuel "
    "sergei sidney simon stanley stephen steven stuart theodore thomas timothy tom victor "
    "vincent vladimir walter wilfred wilhelm william winston wolfgang xavier"
)
_FEMALE = (
    "lady mrs mrs. miss ms ms. dame queen princess duchess countess baroness empress mother "
    "aunt sister daughter wife grandmother granddaughter niece widow madame frau actress ada "
    "adelaide agatha agnes alice amelia amy angela ann anna anne annie audrey barbara "
    "beatrice beatrix bertha betty brenda bridget caroline catherine charlotte christina "
    "christine clara clare claire constance daphne deborah diana dora doris dorothy edith "
    "eleanor elena elisabeth eliza elizabeth ellen elsie emily emma emmeline esther ethel eva "
    "evelyn fanny fiona flora florence frances freda georgina gertrude grace greta harriet "
    "hannah harriet helen henrietta hilda ida ingrid irene isabel isabella jane janet jean "
    "jennifer jenny jessica jessie joan josephine joyce judith julia juliet karen kate "
    "katharine katherine kathleen kirsty laura lilian lily linda louisa louise lucy lydia "
    "mabel margaret maria marianne marie marion marjorie martha mary matilda maud mildred "
    "millicent miriam molly muriel nancy nora olga olive pamela patricia pauline peggy "
    "penelope phyllis priscilla rachel rebecca rosa rosalind rose rosemary ruth sally sarah "
    "sheila shirley sophia sophie stella susan susanna sylvia tatyana teresa ursula valerie "
    "vera victoria violet virginia winifred"
)
_MEN, _WOMEN = lexicon(_MALE), lexicon(_FEMALE)
_WORDS = re.compile(r"[\w.'’-]+")


def gender(name: str, before: str = "") -> str:
    """ "he" or "she" for a name and the word before it; "" where neither is certain."""
    for word in (*_WORDS.findall(before)[-1:], *_WORDS.findall(name)[:1]):
        plain = word.casefold()
        if (plain in _MEN) != (plain in _WOMEN):
            return "he" if plain in _MEN else "she"
    return ""
