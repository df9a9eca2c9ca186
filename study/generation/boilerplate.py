"""What in a document is not its prose: tables, lists, links, captions, notes, page furniture."""

import re

FEWEST_WORDS = 6

_ENDS_SENTENCE = re.compile(r"[.!?…][\"”’»)\]]*(?:\s|\Z)")
_BULLET = re.compile(
    r"\s*(?:[-*•‣◦▪●·–](?=\s)|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)](?=\s)|☐|→|>)"
)
_DASH_SPEECH = re.compile(r"\s*[—―–-]\s?(?=[\w\"“«])")
_TABLE = re.compile(r"\||\t|\S {3,}\S.* {3,}\S")
_FURNITURE = re.compile(
    r"""(?ix)
      \bcookies?\b | \bsubscri(?:be|ption)\b | \bnewsletter\b | \ball\ rights\ reserved\b | ©
    | \(c\)\s?\d{4} | \bcopyright\b | \bclick\ here\b | \bread\ (?:more|also|next)\b
    | \bsign\ (?:in|up)\b | \blog\ ?in\b | \bfollow\ us\b | \badvertisement\b
    | \bterms\ of\ (?:use|service)\b | \bprivacy\ policy\b | \be-?mail\b\s*: | https?://
    | \bwww\.\w | \S@\S+\.\w | \bisbn\b | \bissn\b | \bdoi\b\s?: | \bkey\s?words?\b\s*:
    | \babstract\b\s*: | \bnumber\ of\ (?:shows|views)\b | \bgetty\ images\b
    | \bphoto(?:graph)?(?:\ by|s?\ courtesy|\s*:) | \bimage\ (?:credit|caption|source)\b
    | \btranslated\ (?:by|from)\b | \bwith\ reporting\ by\b | \b(?:additional\ )?reporting\ by\b
    | \b(?:last|first)\ (?:updated|published|modified)\b | \bretrieved\ (?:on|from)?\b
    | \bthis\ article\b | \bthis\ (?:page|site|website|story)\ | \bmore\ information\b
    | \bfor\ further\ information\b | \bmaterials\ of\ \w+\ contain\b | \bviews\ expressed\b
    | \bshare\ (?:this|on)\b | \bsource\s*:
    """
)
_BIOGRAPHY = re.compile(
    r"""(?x)
      ^(?:the\ author\ is | about\ the\ author)
    | ^[A-Z][\w.'-]+(?:\ [A-Z][\w.'-]+){1,3}\ (?:is|works)\ (?:an?|as|the|with)\ [^.]*
      \b(?:correspondent|editor|journalist|columnist|reporter|writer|professor|lecturer
      |contributor|fellow)\b [^.]*\b(?:at|for|in|of|with)\b
    """,
)
_REFERENCE = re.compile(
    r"""(?x)
      \bpp?\.\s?\d | \bvols?\.\s?[\dIVX] | \b[Ii]bid\b | \bop\.\s?cit | \b[Dd]ecree\.\ op
    | \bet\ al\. | ^\[\d+\] | \beds?\.\)?, | \bNo\.\s\d+\s?\(\d{4}\) | \bS\.\ \d+
    """
)
_CITED_YEAR = re.compile(r"\(\d{4}[a-z]?\)\.|,\ \d{4}\.\s*\Z|:\s\w[\w\s]+,\s\d{4}")
_SHELF_HEADING = re.compile(
    r"(?i)\W*(?:references?|notes?|footnotes?|endnotes?|bibliography|sources?|works cited|see also|"
    r"(?:further|recommended) reading|external links?|links|related(?: \w+)?|literature|"
    r"acknowledge?ments?|credits?|contents?|table of contents|index|comments?|tags?|share)\W*\Z"
)
_MENU = re.compile(
    r"(?i)\b(?:home|menu|search|next|previous|back|top|print|contact|about us|help|faq|products)\b"
)
# A long block with one such word in it is still prose.
_MOST_FURNITURE_WORDS = 80
_MOST_MENU_WORDS = 20


def opens_shelf(heading: str) -> bool:
    """Whether what follows such a heading is notes, sources or links, and no prose."""
    return _SHELF_HEADING.fullmatch(heading) is not None


def is_bullet(line: str) -> bool:
    """Whether a line is an item of a list."""
    return _BULLET.match(line) is not None


def is_table_row(line: str) -> bool:
    """Whether a line is set in columns."""
    return _TABLE.search(line) is not None


def why_no_prose(text: str) -> str:
    """Why a block is not prose to draft from, in a word or two, or "" where it is."""
    for why, test in _TESTS:
        if test(text):
            return why
    return ""


def _is_table(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return is_table_row(text) or 2 * sum(map(str.isdigit, text)) > letters


def _is_speech(text: str) -> bool:
    return _DASH_SPEECH.match(text) is not None


def _is_another_script(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    foreign = sum(1 for sign in letters if sign >= "\u0370" and not "\u1e00" <= sign < "\u2000")
    return 5 * foreign > len(letters)


def _has_no_sentence(text: str) -> bool:
    return _ENDS_SENTENCE.search(text) is None or len(text.split()) < FEWEST_WORDS


def _is_furniture(text: str) -> bool:
    words = len(text.split())
    if words <= _MOST_FURNITURE_WORDS and (_FURNITURE.search(text) or _BIOGRAPHY.search(text)):
        return True
    return words <= _MOST_MENU_WORDS and len(_MENU.findall(text)) >= 3


def _is_reference(text: str) -> bool:
    words = len(text.split())
    marks = len(_REFERENCE.findall(text)) + len(_CITED_YEAR.findall(text))
    return (marks >= 1 and words <= 30) or (marks >= 3 and 40 * marks > words)


_TESTS = (
    ("table", _is_table),
    ("list", is_bullet),
    ("unattributed speech", _is_speech),
    ("another script", _is_another_script),
    ("heading or caption", _has_no_sentence),
    ("page furniture", _is_furniture),
    ("reference", _is_reference),
)
