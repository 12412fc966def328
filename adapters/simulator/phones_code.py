"""The QR code on the pictured poster, as a picture for the page."""

import io

import segno


def code_picture(scene: str) -> bytes:
    """An SVG of the code that stands for ``scene``; only the pictured phone reads it."""
    out = io.BytesIO()
    code = segno.make_qr(f"yike-demo:{scene}", error="m")
    code.save(out, kind="svg", scale=4, border=3, xmldecl=False, dark="#10281f", light="#fff")
    return out.getvalue()
