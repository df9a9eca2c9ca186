"""Build hook: puts htmx beside our own static files, and the project's data into the wheel."""

import shutil
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIER = "django-htmx"
SHARED_FOLDERS = ("templates", "questions", "alembic")
NOTICE = """htmx.min.js is htmx 2 (https://htmx.org), Zero-Clause BSD: permission to use, copy,
modify and/or distribute it for any purpose is given by its authors, without warranty.
It was taken unchanged out of the {carrier} {version} package, whose licence follows.

"""


class AssetsHook(BuildHookInterface[Any]):
    """Runs for wheels and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        vendor = root / "study" / "web" / "static" / "vendor"
        copy_htmx(vendor)
        build_data["artifacts"].append("study/web/static/vendor/*")
        if version != "editable":
            # In an editable install these would be stale copies beside the checkout.
            for name in SHARED_FOLDERS:
                build_data["force_include"][str(root / name)] = f"study/_data/{name}"


def copy_htmx(vendor: Path) -> None:
    """Copies the minified file and the licence out of the carrier's wheel."""
    spec = find_spec("django_htmx")
    if spec is None or not spec.submodule_search_locations:
        message = (
            f"{CARRIER} is missing from the build environment, so htmx cannot be taken from it."
        )
        raise RuntimeError(message)
    package = Path(next(iter(spec.submodule_search_locations)))
    vendor.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "static" / "django_htmx" / "htmx-2.min.js", vendor / "htmx.min.js")
    carrier = distribution(CARRIER)
    licence = next(f for f in carrier.files or [] if f.name == "LICENSE")
    notice = NOTICE.format(carrier=CARRIER, version=carrier.version)
    text = notice + Path(str(carrier.locate_file(licence))).read_text(encoding="utf-8")
    (vendor / "htmx.LICENSE.txt").write_text(text, encoding="utf-8")
