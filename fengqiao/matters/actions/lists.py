"""Keeping how somebody likes the list of matters; no event, as with colours and language: nothing of a matter changes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.matters.models import ListTaste, SavedList
from fengqiao.matters.queries.lists import usable
from fengqiao.orgs.queries import Viewer


@transaction.atomic
def save_list(*, name: str, query: str, shared: bool, most: int, by: Viewer) -> None:
    """Save an address under a name; the same name again replaces it. Refuses no name, a long one, and too many."""
    name = cleaned(name)
    if not name or len(name) > 20:
        raise Problem("list-name", "请给常用筛选起个名字，不超过 {limit} 个字。", limit=20)
    if not query or len(query) > 500:
        raise Problem("list-query", "请先选好条件，再保存为常用筛选。搜索的文字不保存。")
    own = SavedList.objects.filter(staff=by.staff_id)
    if own.count() >= most and not own.filter(name=name).exists():
        raise Problem("lists-many", "常用筛选最多 {limit} 个，请先删去不用的。", limit=most)
    kept = {"query": query, "unit_id": by.unit_id if shared else None}
    SavedList.objects.update_or_create(staff_id=by.staff_id, name=name, defaults=kept)


def _own(list_id: UUID, by: Viewer) -> SavedList:
    found = SavedList.objects.select_for_update().filter(id=list_id, staff=by.staff_id).first()
    if found is None:
        raise Problem("list-unknown", "没有这个常用筛选，或者不是您保存的。")
    return found


@transaction.atomic
def share_list(*, list_id: UUID, shared: bool, by: Viewer) -> None:
    """Share a list of one's own in the unit of the post held now, or keep it to oneself again."""
    found = _own(list_id, by)
    found.unit_id = by.unit_id if shared else None
    found.save(update_fields=["unit"])


@transaction.atomic
def delete_list(*, list_id: UUID, by: Viewer) -> None:
    """Delete a list of one's own."""
    _own(list_id, by).delete()


@transaction.atomic
def open_with(*, list_id: UUID | None, by: Viewer) -> None:
    """Let the list of matters open with a saved one (own or shared), or as it comes (None)."""
    if list_id is not None and not SavedList.objects.filter(usable(by), id=list_id).exists():
        raise Problem("list-unknown", "没有这个常用筛选，或者不是您保存的。")
    ListTaste.objects.update_or_create(staff_id=by.staff_id, defaults={"opens_id": list_id})


@transaction.atomic
def choose_list_columns(*, columns: Sequence[str], by: Viewer) -> None:
    """Keep which columns somebody wants to see (none: as they come)."""
    ListTaste.objects.update_or_create(staff_id=by.staff_id, defaults={"columns": list(columns)})
