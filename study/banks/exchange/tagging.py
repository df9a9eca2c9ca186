"""Where other programs sort questions into folders, ours have tags."""

from study.banks.fields import LONGEST_NAME

# What Moodle puts before the categories that people made.
_ROOTS = {"$course$", "$system$", "$module$", "$cat1$", "top", ""}


def tag_of_path(path: str) -> str:
    """The tag for a path of categories; "" where nobody named one."""
    # A slash within a name is written twice.
    parts = [part.strip() for part in path.replace("//", "\0").split("/")]
    named = [part.replace("\0", "/") for part in parts if part.lower() not in _ROOTS]
    kept = [part for part in named if not part.startswith(("Default for ", "$"))]
    return "/".join(kept)[-LONGEST_NAME:].strip()
