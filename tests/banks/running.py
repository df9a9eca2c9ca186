"""The processes that foreign files are read in, while they run."""

from contextlib import suppress

import psutil


def readers() -> list[psutil.Process]:
    """Those that this process started; a database or a browser of other tests is none of them."""
    return [child for child in psutil.Process().children() if _reads(child)]


def _reads(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return any("banks.confined" in part for part in process.cmdline())
    return False
