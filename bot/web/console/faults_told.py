"""What is wrong with what somebody wrote or uploaded, in the language of who looks."""

from bot.content.wrong import WrongInputError
from bot.domain.errors import YikeError


def told(error: YikeError, language: str) -> tuple[str, ...]:
    """Its lines in ``language``, where the error speaks it, else as it is."""
    if isinstance(error, WrongInputError):
        return error.told(language)
    return tuple(str(error).split("\n"))
