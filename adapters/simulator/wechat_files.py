"""The bytes of media files, kept once each by their hash."""

import hashlib
from pathlib import Path

TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".amr": "audio/amr",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".webp": "image/webp",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mov": "video/quicktime",
    ".wav": "audio/wav",
    ".pdf": "application/pdf",
}
ADDRESS = "/wechat-api/media/"


class Files:
    """Media files in a folder, or in memory where there is none.

    ``base`` is the simulator's own address once it serves, empty before.
    """

    def __init__(self, folder: Path | None) -> None:
        """``folder`` is made when the first file comes."""
        self._folder = folder
        self._held: dict[str, bytes] = {}
        self.base = ""

    def keep(self, content: bytes, filename: str) -> str:
        """Keep the bytes; the name to find them by: their SHA-256 with the file's ending."""
        ending = Path(filename).suffix.lower()
        name = hashlib.sha256(content).hexdigest() + (ending if ending in TYPES else "")
        if self._folder is None:
            self._held[name] = content
        elif not (path := self._folder / name).exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(content)
        return name

    def read(self, name: str) -> bytes | None:
        """The bytes kept under ``name``; None where there are none."""
        if self._folder is None:
            return self._held.get(name)
        path = self._folder / name
        if path.parent != self._folder or not path.is_file():
            return None
        return path.read_bytes()


def address(name: str) -> str:
    """Where a file is served, under the simulator's own address."""
    return ADDRESS + name


def content_type(name: str) -> str:
    """What a file is served as."""
    return TYPES.get(Path(name).suffix, "application/octet-stream")
