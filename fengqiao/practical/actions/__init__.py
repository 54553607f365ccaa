"""Every write of practical matters."""

from fengqiao.practical.actions.keeping import add_stone, drop, erase_items, move_stone, plan, show
from fengqiao.practical.actions.sheets import Refused, take_sheet
from fengqiao.practical.actions.verifying import check, report, warn

__all__ = [
    "Refused",
    "add_stone",
    "check",
    "drop",
    "erase_items",
    "move_stone",
    "plan",
    "report",
    "show",
    "take_sheet",
    "warn",
]
