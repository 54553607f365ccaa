"""Whether a text model may be published: after a comparison with the one in force, and with a reason where it is worse."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.kit.problems import Problem

LONGEST_REASON = 500


def why_not_replace(comparison: Mapping[str, object], in_force: str, reason: str) -> Problem | None:
    """Return why a model may not take the place of the one in force, or None.

    `comparison` is what it was compared with (`old_digest`) and how that ended; `in_force` the digest of the model that
    is in force now, empty where there is none.
    """
    if len(reason) > LONGEST_REASON:
        return Problem("reason-long", "理由超过 {limit} 个字，请精简。", limit=LONGEST_REASON)
    if in_force and comparison.get("old_digest") != in_force:
        return Problem("model-compare-again", "比较以后又换过模型，请与现行模型重新比较再发布。")
    if comparison.get("back_to"):
        return None if reason.strip() else Problem("reinstate-reason", "请写明为什么换回旧模型。")
    if not in_force or reason.strip():
        return None
    if not comparison.get("rows"):
        return Problem("model-not-compared", "没有可以比较的事项，不知道新模型好坏。仍要发布请写明理由。")
    if comparison.get("worse"):
        return Problem("model-worse", "新模型在留存的事项上不如现行模型。仍要发布请写明理由。")
    return None
