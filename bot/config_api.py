"""Settings of the public API."""

from pydantic import Field

from bot.config_values import Section


class Api(Section):
    """``calls_a_minute``: of one token, over all processes. ``private_hooks``: subscribers may be at
    private addresses and without TLS, as in a town hall's own network.
    """

    calls_a_minute: int = Field(default=600, ge=1, le=1_000_000)
    private_hooks: bool = False
