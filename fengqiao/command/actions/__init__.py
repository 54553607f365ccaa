"""Every write of the command room."""

from fengqiao.command.actions.dispatching import dispatch, offer, refuse, take
from fengqiao.command.actions.retention import forget

__all__ = ["dispatch", "forget", "offer", "refuse", "take"]
