"""Every write of disputes."""

from fengqiao.disputes.actions.agreeing import Agreed, agree, fail, sign, withdraw
from fengqiao.disputes.actions.retention import forget
from fengqiao.disputes.actions.taking import NewParty, Scene, Taken, accept, alarm, name_party, on_scene, unmask_party

__all__ = [
    "Agreed",
    "NewParty",
    "Scene",
    "Taken",
    "accept",
    "agree",
    "alarm",
    "fail",
    "forget",
    "name_party",
    "on_scene",
    "sign",
    "unmask_party",
    "withdraw",
]
