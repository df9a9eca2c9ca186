"""Who may open what: every route says by the type of its first argument who it is for."""

from typing import Annotated

from fastapi import Depends

from study.domain.errors import NotFound
from study.web.deps import Here, Visit

NOWHERE = "There is no page at this address."


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


Author = Annotated[Visit, Depends(author)]
Member = Annotated[Visit, Depends(classroom)]
Teacher = Annotated[Visit, Depends(teacher)]
Admin = Annotated[Visit, Depends(admin)]
