"""wishes.toml read into kinds, age bands, relations, reasons and the consent form."""

from __future__ import annotations

from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.wish import WishCode, WishConsent, Wishes


def read_wishes(top: Node) -> Wishes:
    """Return what the file says, in its order."""

    def codes(key: str, word: str, english: str) -> dict[str, WishCode]:
        return each_by_code(top, key, word, english, lambda node: WishCode(*names_of(node)))

    found = Wishes(
        codes("kind", "心愿种类", "kind of wish"),
        codes("band", "年龄段", "age band"),
        codes("relation", "监护人", "relation"),
        codes("back", "退回原因", "reason to send back"),
        codes("withdrawal", "撤回原因", "reason to withdraw"),
        _consent(top.child("consent")),
    )
    top.done()
    return found


def _consent(node: Node | None) -> WishConsent | None:
    if node is None:
        return None
    return WishConsent(
        node.text("name"), node.english("name_en"), node.texts("text"), node.texts("signs"), node.text("source")
    )
