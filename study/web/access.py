"""Who may open what: every route says by the type of its first argument who it is for."""

from typing import Annotated

from fastapi import Depends

from study.domain.errors import NotFound
from study.web.deps import Anyone, Here, Visit

MOST_PATH = 2_000
NOWHERE = "There is no page at this address."


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


Passing = Annotated[Visit, Depends(passing)]
Author = Annotated[Visit, Depends(author)]
Member = Annotated[Visit, Depends(classroom)]
Teacher = Annotated[Visit, Depends(teacher)]
Admin = Annotated[Visit, Depends(admin)]
