"""Who may open what: every route says by the type of its first argument who it is for."""

from collections.abc import Callable, Collection
from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool

from study.domain.errors import BadInput, NotFound
from study.storage import owning, withholding
from study.storage.database import Transaction
from study.storage.owning import Reader
from study.web.deps import Anyone, Here, Person, Visit

MOST_PATH = 2_000
NOWHERE = "There is no page at this address."
HELD_BACK = (
    "A test that you are given asks questions of this bank: it can be read when that is over."
)


def own_path(text: str) -> str:
    """A path of this site with its query; the home page for anything that could lead elsewhere."""
    is_path = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if is_path and text.isprintable() and len(text) <= MOST_PATH else "/"


async def passing(here: Anyone) -> Visit:
    """The visit of anybody in a classroom; raises NotFound where there are no accounts."""
    if here.person.is_local:
        raise NotFound(NOWHERE)
    return here


async def author(here: Here) -> Visit:
    """The visit of somebody who may write banks; raises NotFound for everybody else."""
    if not here.person.may_author:
        raise NotFound(NOWHERE)
    return here


async def classroom(here: Here) -> Visit:
    """The visit of somebody with an account; raises NotFound where there are none."""
    if here.person.is_local:
        raise NotFound(NOWHERE)
    return here


async def teacher(here: Here) -> Visit:
    """The visit of somebody who may open classes; raises NotFound for everybody else."""
    if not here.person.may_teach:
        raise NotFound(NOWHERE)
    return here


async def admin(here: Here) -> Visit:
    """The visit of somebody who looks after the accounts; raises NotFound for everybody else."""
    if not here.person.is_admin:
        raise NotFound(NOWHERE)
    return here


def reader(person: Person) -> Reader:
    """Who asks for banks."""
    return Reader(
        id=person.id,
        is_admin=person.is_admin,
        may_author=person.may_author,
        is_local=person.is_local,
    )


async def bank_reader(here: Here, slug: str) -> Visit:
    """The visit of somebody who may look at this bank and study it; raises NotFound."""
    return await _with_bank(here, slug, owning.readable_bank)


async def key_reader(here: Annotated[Visit, Depends(author)], slug: str) -> Visit:
    """The visit of somebody who may see every key of this bank; raises NotFound."""
    return await _with_bank(here, slug, owning.readable_bank, keys=True)


async def bank_writer(here: Annotated[Visit, Depends(author)], slug: str) -> Visit:
    """The visit of somebody who may change this bank; raises NotFound."""
    return await _with_bank(here, slug, owning.writable_bank, keys=True)


async def draft_writer(here: Annotated[Visit, Depends(author)], draft: int) -> Visit:
    """The visit of somebody who may decide about this draft; raises NotFound."""
    if not here.person.is_local:
        await run_in_threadpool(_look_at_draft, here, draft)
    return here


def _look_at_draft(here: Visit, draft: int) -> None:
    with here.database.read() as db:
        known = 0 < draft < 2**31 and owning.decidable_drafts(db, [draft], reader(here.person))
    if not known:
        raise NotFound("There is no such draft.")


def refuse_foreign(
    db: Transaction, here: Visit, slugs: Collection[str], way: str = "give yours another id"
) -> None:
    """Raises BadInput when one of these banks is somebody else's; nothing of it is told."""
    found = () if here.person.is_local else owning.foreign(db, slugs, reader(here.person))
    if found:
        raise BadInput(
            f"“{found[0]}” is the id of a bank that is not yours to change: {way}. "
            "Nothing was changed."
        )


def refuse_foreign_texts(db: Transaction, here: Visit, slugs: Collection[str]) -> None:
    """Raises BadInput when a bank that is somebody else's cites one of these documents."""
    found = () if here.person.is_local else owning.foreign_texts(db, slugs, reader(here.person))
    if found:
        raise BadInput(
            f"The document “{found[0]}” is cited by a bank that is not yours to change, so its "
            "words must stay: bring yours in under another id. Nothing was changed."
        )


def claim_new(db: Transaction, here: Visit) -> None:
    """In a classroom, whoever has just made a bank owns it, and it is held back."""
    if not here.person.is_local:
        owning.claim(db, here.who, here.now)


async def _with_bank(
    here: Visit,
    slug: str,
    found: Callable[[Transaction, str, Reader], object],
    *,
    keys: bool = False,
) -> Visit:
    if not here.person.is_local:
        await run_in_threadpool(_look_up, here, slug, found, keys=keys)
    return here


def _look_up(
    here: Visit, slug: str, found: Callable[[Transaction, str, Reader], object], *, keys: bool
) -> None:
    with here.database.read() as db:
        found(db, slug, reader(here.person))
        # Who teaches one class may learn in another: its test is not to be read here.
        if keys and withholding.withholds_of(db, here.who, slug, here.now):
            raise NotFound(HELD_BACK)


Passing = Annotated[Visit, Depends(passing)]
Author = Annotated[Visit, Depends(author)]
BankReader = Annotated[Visit, Depends(bank_reader)]
KeyReader = Annotated[Visit, Depends(key_reader)]
BankWriter = Annotated[Visit, Depends(bank_writer)]
DraftWriter = Annotated[Visit, Depends(draft_writer)]
Member = Annotated[Visit, Depends(classroom)]
Teacher = Annotated[Visit, Depends(teacher)]
Admin = Annotated[Visit, Depends(admin)]
