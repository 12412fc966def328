"""Plays the platforms that cannot be reached: Telegram, WeChat, and a strict credit bank."""

from adapters.simulator.bubbles import Bubble
from adapters.simulator.faults import Faults
from adapters.simulator.simulator import Simulator

__all__ = ["Bubble", "Faults", "Simulator"]
