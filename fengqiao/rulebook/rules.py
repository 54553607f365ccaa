"""Whether a text model may be published: after a comparison with the one in force, and with a reason where it is worse."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

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


def why_not_publish_table(
    *,
    faults: int,
    label: str,
    taken: Collection[str],
    is_stale: bool,
    is_same: bool,
    is_past: bool,
    later: datetime | None,
) -> Problem | None:
    """Return why a draft of a table may not be published from a moment on, or None.

    `faults`: cells that cannot be read; `taken`: the versions that the table has had; `later`: when an edition begins
    that was published before and would put the old table back.
    """
    if faults:
        return Problem("table-faults", "草稿里还有 {count} 格读不懂，先改好再试。", count=faults)
    if is_same:
        return Problem("table-same", "草稿与现行清单没有不同。")
    if later is not None:
        return Problem("table-later", "已有定于以后起用的版本。请从它起用时或以后起用这一份，或先收回它。")
    if is_stale:
        return Problem("table-stale", "草稿开始以后，这张清单又发布过新版。请撤下草稿，在新版上重改。")
    if not label.strip() or len(label.strip()) > 20:
        return Problem("table-label", "请写版本号，最多 20 个字，如“2026.2”。")
    if label.strip() in taken:
        return Problem("table-label-taken", "版本号“{label}”已经用过。", label=label.strip())
    if is_past:
        return Problem("table-past", "起用的时刻已经过去。过去的决定不会因此改变，请选以后的时刻。")
    return None
