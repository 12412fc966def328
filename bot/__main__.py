"""`yike`, also `python -m bot`: exit 0 done, 1 failed, 2 bad usage or bad input."""

import sys

from bot.domain.errors import InputError, SettingsError, YikeError


def main() -> None:
    """Run a command; whatever goes wrong is one clear sentence on stderr and no traceback."""
    from bot.cli import app

    try:
        app()
    except (InputError, SettingsError) as error:
        _end(error, 2)
    except YikeError as error:
        _end(error, 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _end(error: YikeError, status: int) -> None:
    print(f"yike: {error}", file=sys.stderr)  # noqa: T201 - the command's own word
    sys.exit(status)


if __name__ == "__main__":
    main()
