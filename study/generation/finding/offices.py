"""Words for what a person is by office or calling, and words that stand before a name."""

import re

from study.generation.lexicon import lexicon

# Before a surname these show that it is a person's.
TITLES = lexicon(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof. Professor Sir Lord Lady Dame Comrade Tov. Herr "
    "Frau Monsieur Madame President Premier Chancellor Minister Ambassador Senator Governor "
    "Mayor Secretary Chairman Chairwoman General Gen. Colonel Col. Captain Capt. Admiral "
    "Marshal Major Maj. Lieutenant Lt. Sergeant Sgt. Commander Commodore Brigadier Corporal "
    "Private King Queen Prince Princess Emperor Empress Tsar Czar Kaiser Pope Cardinal "
    "Archbishop Bishop Reverend Rev. Father Sister Rabbi Imam Sheikh Judge Justice Inspector "
    "Detective Officer Saint Baron Baroness Count Countess Duke Duchess Earl Viscount"
)
OFFICES = lexicon(
    "president premier chancellor minister ambassador senator governor mayor secretary "
    "chairman chairwoman chair chairperson general colonel captain admiral marshal major "
    "lieutenant sergeant commander commodore brigadier king queen prince princess emperor "
    "empress tsar czar kaiser pope cardinal archbishop bishop priest monk abbot rabbi imam "
    "judge justice lawyer attorney advocate prosecutor spokesman spokeswoman spokesperson "
    "leader head chief director manager founder co-founder cofounder owner editor publisher "
    "journalist correspondent reporter writer author novelist poet playwright dramatist "
    "essayist critic historian philosopher theologian scientist physicist chemist biologist "
    "botanist zoologist geologist geographer astronomer mathematician statistician economist "
    "engineer inventor architect sculptor painter artist photographer composer conductor "
    "musician pianist violinist singer actor actress director producer dancer explorer "
    "navigator sailor pilot aviator astronaut cosmonaut physician doctor surgeon nurse "
    "midwife professor lecturer teacher headmaster headmistress principal rector dean scholar "
    "researcher expert specialist analyst adviser advisor aide assistant deputy envoy "
    "diplomat consul commissar commissioner representative delegate councillor congressman "
    "congresswoman deputy politician statesman activist suffragist suffragette reformer "
    "revolutionary merchant businessman businesswoman industrialist entrepreneur banker "
    "financier printer farmer miner officer soldier veteran chemist pharmacist captain coach "
    "player champion athlete footballer cricketer attaché chief-of-staff commander-in-chief "
    "executive treasurer trustee curator librarian archaeologist anthropologist linguist "
    "translator missionary naturalist meteorologist oceanographer volcanologist seismologist "
    "ecologist programmer designer mountaineer climber cyclist gardener curator widow "
    "daughter son wife husband brother sister nephew niece"
)

_OFFICE = re.compile(r"[\w-]+\Z")


def is_office(word: str) -> bool:
    """Whether a word says what a person is: minister, chairman, historian."""
    return word.casefold() in OFFICES


def ends_in_office(words: str) -> bool:
    """Whether a phrase ends in such a word: "Chinese Vice Foreign Minister"."""
    last = _OFFICE.search(words.rstrip())
    return last is not None and is_office(last[0])
