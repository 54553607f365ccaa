"""The measures and stories of a pack, read after all else: they name its kinds, functions and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath

from fengqiao.catalogue.layering import Layer
from fengqiao.catalogue.measure import Measure
from fengqiao.catalogue.measure_reading import COUNTED, note_shares, read_measures
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.story import Story
from fengqiao.catalogue.story_reading import read_story

MEASURES = "measures.toml"


def is_story(name: str) -> bool:
    """Say whether a file of a pack holds a story, by its name."""
    return fnmatch(PurePosixPath(name).name, "story*.toml")


def read_figures(layers: Sequence[Layer], pack: Pack) -> tuple[dict[str, Measure], dict[str, Story]]:
    """Return the measures by code and the stories by code, of all layers together."""
    known = {
        "@kind": list(pack.kinds),
        "@function": list(pack.functions),
        COUNTED: sorted({each.code for kind in pack.kinds.values() for each in kind.fields if each.counted}),
        "@reason": [reason.code for reasons in pack.reasons.values() for reason in reasons],
    }
    measures: dict[str, Measure] = {}
    written: dict[str, Node] = {}
    for layer in layers:
        if top := layer.tops.get(MEASURES):
            measures |= read_measures(top, known)
            written |= {str(node.data.get("code", "")): node for node in top.children("measure")}
    note_shares({code: node for code, node in written.items() if code in measures}, measures)
    stories: dict[str, Story] = {}
    for layer in layers:
        for name, top in layer.tops.items():
            if is_story(name):
                story = read_story(top, written, known)
                if story.code in stories:
                    message, message_en = f"故事“{story.code}”重复。", f"story “{story.code}” occurs twice"
                    top.note("story", "repeated-code", message, message_en)
                stories[story.code] = story
    return measures, stories
