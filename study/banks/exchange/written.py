"""A bank in another format, and what that format could not hold of it."""

from dataclasses import dataclass

from study.banks.brought import Remark


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a file, and by question what is only approximately in it."""

    data: bytes
    remarks: tuple[Remark, ...] = ()
