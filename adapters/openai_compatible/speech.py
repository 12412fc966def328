"""Speech by a server with the OpenAI interface: ``POST {url}/audio/speech``
(https://platform.openai.com/docs/api-reference/audio/createSpeech).
"""

import aiohttp

from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError

MOST_BYTES = 10_000_000
REFUSED = frozenset({400, 401, 403, 404, 422})
"""Key, model or voice are wrong: trying again does not help."""


class HttpSpeaker:
    """One model with one voice."""

    def __init__(self, url: str, key: str, model: str, voice: str, seconds: float) -> None:
        """``url`` ends before /audio/speech; ``seconds``: how long one text may take."""
        self._url = f"{url}/audio/speech"
        self._key = key
        self._model = model
        self._voice = voice
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    @property
    def name(self) -> str:
        """The model and its voice."""
        return f"{self._model} {self._voice}".strip()

    async def speak(self, text: str) -> bytes:
        """See ``Speaker.speak``; the text is all that leaves."""
        asked = {"model": self._model, "input": text, "response_format": "mp3"}
        if self._voice:
            asked["voice"] = self._voice
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            # A session for each: lessons are read one after the other, ahead of time.
            async with (
                aiohttp.ClientSession(timeout=self._timeout) as session,
                session.post(self._url, json=asked, headers=headers, allow_redirects=False) as got,
            ):
                return await _sound(got)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise PlatformUnavailableError(
                f"The speech server cannot be reached ({type(error).__name__})."
            ) from error


async def _sound(got: aiohttp.ClientResponse) -> bytes:
    if got.status in REFUSED:
        raise PlatformMisconfiguredError(
            f"The speech server refuses what it is asked (HTTP {got.status}); "
            "check key, model and voice under [speech]."
        )
    if got.status != 200:
        raise PlatformUnavailableError(f"The speech server answered HTTP {got.status}.")
    sound = bytearray()
    async for piece in got.content.iter_chunked(65536):
        sound += piece
        if len(sound) > MOST_BYTES:
            raise PlatformUnavailableError(
                f"The speech server sent over {MOST_BYTES:,} bytes for one text."
            )
    return bytes(sound)
