"""Servers that speak the interface of OpenAI's chat completions, ours or somebody else's."""

from adapters.openai_compatible.chat import ChatWriter

__all__ = ["ChatWriter"]
