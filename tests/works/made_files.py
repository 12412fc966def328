"""Small files of the formats that phones send, made here byte by byte."""

import io
import struct
import zipfile

from PIL import Image

DOCUMENT_TYPES = b'<?xml version="1.0"?><Types/>'


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def full(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    """A box with a version."""
    return box(kind, bytes([version, 0, 0, 0]), *parts)


def times(kind: bytes, scale: int, duration: int, version: int = 0) -> bytes:
    """mvhd or mdhd, as far as anybody reads it."""
    form = ">QQIQ" if version else ">IIII"
    return full(kind, struct.pack(form, 0, 0, scale, duration), bytes(80), version=version)


def track(
    seconds: float,
    handler: bytes = b"vide",
    scale: int = 600,
    edits: bytes = b"",
    version: int = 0,
) -> bytes:
    """A track of frames of a tenth of a second, and a last shorter one."""
    ticks = round(seconds * scale)
    each = scale // 10
    rows = [(ticks // each, each), (1, ticks % each)]
    counted = struct.pack(">I", 2) + b"".join(struct.pack(">II", *row) for row in rows)
    table = box(b"minf", box(b"stbl", full(b"stts", counted)))
    name = full(b"hdlr", bytes(4), handler, bytes(12), b"\x00")
    media = box(b"mdia", times(b"mdhd", scale, ticks, version), name, table)
    return box(b"trak", full(b"tkhd", bytes(80)), edits, media)


def film(
    seconds: float,
    *,
    told: float | None = None,
    brand: bytes = b"isom",
    handlers: tuple[bytes, ...] = (b"vide", b"soun"),
    edits: bytes = b"",
    version: int = 0,
    more: bytes = b"",
) -> bytes:
    """An MP4 of that length whose header says ``told`` (None: the truth)."""
    said = round((seconds if told is None else told) * 1000)
    tracks = [track(seconds, one, edits=edits, version=version) for one in handlers]
    movie = box(b"moov", times(b"mvhd", 1000, said, version), *tracks)
    head = box(b"ftyp", brand, bytes(4), brand)
    return head + movie + box(b"mdat", b"pictures" * 16) + more


def edit_list(*durations: int, version: int = 0) -> bytes:
    """An edit list; durations in thousandths of a second."""
    form = ">QqI" if version else ">IiI"
    rows = b"".join(struct.pack(form, one, 0, 0x10000) for one in durations)
    listed = full(b"elst", struct.pack(">I", len(durations)), rows, version=version)
    return box(b"edts", listed)


def amr(seconds: float) -> bytes:
    """AMR frames of 20 ms at 12.2 kbit/s."""
    return b"#!AMR\n" + (bytes([7 << 3]) + bytes(31)) * round(seconds * 50)


def amr_wb(seconds: float) -> bytes:
    """AMR-WB frames of 20 ms at 23.85 kbit/s."""
    return b"#!AMR-WB\n" + (bytes([8 << 3]) + bytes(60)) * round(seconds * 50)


def mp3(seconds: float) -> bytes:
    """MPEG-1 layer III at 32 kbit/s and 32 kHz: frames of 36 ms and 144 bytes."""
    return b"\xff\xfb\x18\x00".ljust(144, b"\x00") * round(seconds / 0.036)


def wav(seconds: float, rate: int = 8000) -> bytes:
    """PCM of one channel and 8 bits."""
    data = bytes(round(seconds * rate))
    form = struct.pack("<HHIIHH", 1, 1, rate, rate * 9, 1, 8)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def page(granule: int, packets: list[bytes], *, serial: int = 7, flags: int = 0) -> bytes:
    """An Ogg page of whole packets, each shorter than 255 bytes."""
    laces = bytes(len(one) for one in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, serial, 0, 0, len(laces))
    return head + laces + b"".join(packets)


def opus(seconds: float, *, told: float | None = None, skip: int = 312) -> bytes:
    """Opus in packets of 20 ms, 50 on a page; ``told``: what the last page says instead."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, skip, 48_000, 0, 0)
    pages = [page(0, [head], flags=2), page(0, [b"OpusTags" + bytes(8)])]
    packets = round((seconds * 48_000 + skip) / 960)
    for done in range(0, packets, 50):
        some = min(50, packets - done)
        granule = (done + some) * 960 if told is None else round(told * 48_000) + skip
        pages.append(page(granule, [b"\x08ab"] * some))  # configuration 1: 20 ms, one frame
    return b"".join(pages)


def vorbis(seconds: float, rate: int = 44_100) -> bytes:
    """The head of a Vorbis stream, and a page that says how long it is."""
    head = b"\x01vorbis" + struct.pack("<IBIIIIBB", 0, 1, rate, 0, 0, 0, 0, 1)
    return page(0, [head], flags=2) + page(round(seconds * rate), [b"sound"], flags=4)


def picture(width: int = 64, height: int = 48, form: str = "JPEG", **options: object) -> bytes:
    """A picture of one colour."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(held, form, **options)
    return held.getvalue()


def pdf(*, whole: bool = True) -> bytes:
    """A PDF of nothing."""
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + (b"%%EOF\n" if whole else b"")


def docx(**parts: bytes) -> bytes:
    """A Word document; ``parts`` by names with ``__`` for the slash and ``_`` for the dot."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", DOCUMENT_TYPES)
        packed.writestr("word/document.xml", b"<document/>")
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()
