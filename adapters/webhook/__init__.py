"""Subscribers of the API, told over HTTP."""

from adapters.webhook.channel import Targets, WebhookChannel

__all__ = ["Targets", "WebhookChannel"]
