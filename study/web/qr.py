"""Addresses as pictures for a telephone's camera."""

import io

from markupsafe import Markup

QUIET_ZONE = 4


def qr(address: str, title: str) -> Markup:
    """The address as an inline drawing, black on white in the dark too, with its quiet zone."""
    # Only a class's page needs it, and it takes a fifteenth of a second.
    import segno  # noqa: PLC0415

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=False,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        title=title,
    )
    text = drawn.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)
    return Markup(text)  # noqa: S704  # The library's own drawing; it escapes the title.
