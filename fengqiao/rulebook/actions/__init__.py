"""Publishing packs, text models and decision tables."""

from fengqiao.rulebook.actions.publishing import (
    discard_draft,
    draft_model,
    publish_draft,
    publish_model,
    publish_pack,
    reinstate_model,
)
from fengqiao.rulebook.actions.tables import discard_table, draft_table, publish_table, save_table, withdraw_edition

__all__ = [
    "discard_draft",
    "discard_table",
    "draft_model",
    "draft_table",
    "publish_draft",
    "publish_model",
    "publish_pack",
    "publish_table",
    "reinstate_model",
    "save_table",
    "withdraw_edition",
]
