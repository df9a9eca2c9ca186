"""Sentences, a question that each answers, and one that turns round who does what to whom."""

from typing import NamedTuple


class Turned(NamedTuple):
    """A quote, a good question with its key, and a bad one with its key."""

    quote: str
    good: str
    key: str
    bad: str
    wrong_key: str


# The check was made with these before its eyes.
KNOWN = (
    Turned(
        "In 1931 Japan attacked Manchuria with two divisions.",
        "Who attacked Manchuria in 1931?",
        "Japan",
        "Who attacked Japan in 1931?",
        "Manchuria",
    ),
    Turned(
        "In 1905 Russia was defeated by Japan at Tsushima.",
        "Who defeated Russia at Tsushima in 1905?",
        "Japan",
        "Who was defeated by Russia at Tsushima in 1905?",
        "Japan",
    ),
    Turned(
        "The Soviet Union supplied China with 904 aircraft between 1937 and 1941.",
        "Who supplied China with aircraft between 1937 and 1941?",
        "The Soviet Union",
        "Who supplied the Soviet Union with aircraft between 1937 and 1941?",
        "China",
    ),
    Turned(
        "In 1997 the United Kingdom returned Hong Kong to China.",
        "To which country did the United Kingdom return Hong Kong in 1997?",
        "China",
        "Which country returned Hong Kong to the United Kingdom in 1997?",
        "China",
    ),
    Turned(
        "Convoys sailed from Vladivostok to Shanghai in 1938.",
        "From which port did convoys sail to Shanghai in 1938?",
        "Vladivostok",
        "From which port did convoys sail to Vladivostok in 1938?",
        "Shanghai",
    ),
    Turned(
        "Mozart, who was taught by Haydn, wrote six quartets in Vienna.",
        "Who taught Mozart?",
        "Haydn",
        "Who was taught by Mozart?",
        "Haydn",
    ),
    Turned(
        "In 1812 the United States declared war on Great Britain.",
        "Who declared war on Great Britain in 1812?",
        "The United States",
        "Who declared war on the United States in 1812?",
        "Great Britain",
    ),
    Turned(
        "Edison hired Tesla in 1884.",
        "By whom was Tesla hired in 1884?",
        "Edison",
        "By whom was Edison hired in 1884?",
        "Tesla",
    ),
    Turned(
        "France sold Louisiana to the United States in 1803.",
        "Who sold Louisiana to the United States in 1803?",
        "France",
        "Who sold Louisiana to France in 1803?",
        "The United States",
    ),
    Turned(
        "The committee elected Baker chairman after it had dismissed Cooper in May.",
        "Whom did the committee dismiss in May?",
        "Cooper",
        "Who dismissed the committee in May?",
        "Cooper",
    ),
)

# These were written before they were first tried, and nothing was changed for them.
FRESH = (
    Turned(
        "In 1453 the Ottomans under Mehmed II captured Constantinople from the Byzantines.",
        "Who captured Constantinople in 1453?",
        "The Ottomans",
        "Who captured Mehmed II in 1453?",
        "The Byzantines",
    ),
    Turned(
        "Antibiotics kill bacteria but leave viruses unharmed.",
        "What do antibiotics kill?",
        "bacteria",
        "What kills antibiotics?",
        "bacteria",
    ),
    Turned(
        "Rosalind Franklin showed her photograph to Maurice Wilkins in 1952.",
        "To whom did Rosalind Franklin show her photograph in 1952?",
        "Maurice Wilkins",
        "Who showed a photograph to Rosalind Franklin in 1952?",
        "Maurice Wilkins",
    ),
    Turned(
        "The moon orbits the earth once in 27 days.",
        "What does the moon orbit?",
        "the earth",
        "What orbits the moon once in 27 days?",
        "the earth",
    ),
    Turned(
        "In 1588 the English fleet drove the Spanish Armada into the North Sea.",
        "Which fleet did the English drive into the North Sea in 1588?",
        "the Spanish Armada",
        "Who drove the English fleet into the North Sea in 1588?",
        "the Spanish Armada",
    ),
    Turned(
        "Marie Curie was nominated for the prize by Gösta Mittag-Leffler.",
        "Who nominated Marie Curie for the prize?",
        "Gösta Mittag-Leffler",
        "Who was nominated for the prize by Marie Curie?",
        "Gösta Mittag-Leffler",
    ),
    Turned(
        "Egypt borrowed £4 million from British banks in 1862.",
        "From whom did Egypt borrow £4 million in 1862?",
        "British banks",
        "Who borrowed £4 million from Egypt in 1862?",
        "British banks",
    ),
    Turned(
        "Cats were worshipped by the Egyptians and hunted mice in their granaries.",
        "Who worshipped cats?",
        "the Egyptians",
        "Who was worshipped by cats?",
        "the Egyptians",
    ),
    Turned(
        "Lenin replaced Trotsky with Chicherin in March 1918.",
        "Who replaced Trotsky with Chicherin in March 1918?",
        "Lenin",
        "Who replaced Lenin in March 1918?",
        "Trotsky",
    ),
    Turned(
        "The enzyme converts starch into sugar.",
        "Into what does the enzyme convert starch?",
        "sugar",
        "What does the enzyme make out of sugar?",
        "starch",
    ),
    Turned(
        "Goods were shipped to Rotterdam from Batavia every spring.",
        "From where were goods shipped to Rotterdam every spring?",
        "Batavia",
        "To where were goods shipped from Rotterdam every spring?",
        "Batavia",
    ),
    Turned(
        "In 1763 France ceded Canada to Great Britain.",
        "What did France cede to Great Britain in 1763?",
        "Canada",
        "Which country ceded Canada to France in 1763?",
        "Great Britain",
    ),
    Turned(
        "Brahms dedicated his second piano concerto to Eduard Marxsen, his teacher.",
        "To whom did Brahms dedicate his second piano concerto?",
        "Eduard Marxsen",
        "Who dedicated a piano concerto to Brahms?",
        "Eduard Marxsen",
    ),
    Turned(
        "Parliament forced King John to sign the charter in 1215.",
        "Whom did Parliament force to sign the charter in 1215?",
        "King John",
        "Who forced Parliament to sign the charter in 1215?",
        "King John",
    ),
    Turned(
        "Kepler succeeded Tycho Brahe as imperial mathematician in 1601.",
        "Whom did Kepler succeed as imperial mathematician in 1601?",
        "Tycho Brahe",
        "Who succeeded Kepler as imperial mathematician in 1601?",
        "Tycho Brahe",
    ),
    Turned(
        "Amazon's share of the market grew at the expense of Barnes & Noble.",
        "At whose expense did Amazon's share of the market grow?",
        "Barnes & Noble",
        "Whose share of the market grew at the expense of Amazon?",
        "Barnes & Noble",
    ),
    Turned(
        "Sweden has exported more iron to Germany than Norway since 1920.",
        "To which country has Sweden exported iron since 1920?",
        "Germany",
        "Which country has exported iron to Sweden since 1920?",
        "Germany",
    ),
    Turned(
        "Ivan the Terrible killed his eldest son in 1581.",
        "Whom did Ivan the Terrible kill in 1581?",
        "his eldest son",
        "Who killed Ivan the Terrible in 1581?",
        "his eldest son",
    ),
    Turned(
        "The Senate's vote overruled the president, who had vetoed the bill.",
        "What overruled the president?",
        "The Senate's vote",
        "Whose veto did the president overrule?",
        "The Senate's vote",
    ),
    Turned(
        "Light travels faster in air than in glass, and glass bends it.",
        "What bends light?",
        "glass",
        "What does light bend?",
        "glass",
    ),
)
