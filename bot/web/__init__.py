"""The aiohttp server: health, metrics, webhooks."""
