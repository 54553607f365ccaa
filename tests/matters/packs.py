"""Packs and text models published within a test, as a county publishes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import numpy as np

from fengqiao.catalogue.reading import pack_files
from fengqiao.kit.text import Settings, TextModel, load
from fengqiao.kit.text.judging import judge
from fengqiao.kit.text.parts import ModelParts, Parameters, TrainingCounts
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.actions import publish_model, publish_pack
from tests.world import NOW, PACKS

ROUTING = """\
[table]
code = "routing"
title = "小清单"
title_en = "Small table"
version = "小-1"
valid_from = 2026-01-01
hit_policy = "FIRST"
source = "测试规定"

[[input]]
code = "kind"
name = "性质"
name_en = "Kind"
type = "code"

[[input]]
code = "door"
name = "渠道"
name_en = "Door"
type = "code"

[[input]]
code = "title"
name = "主题"
name_en = "Subject"
type = "words"
within = "text"

[[input]]
code = "text"
name = "全文"
name_en = "Text"
type = "words"

[[input]]
code = "topic"
name = "主题词"
name_en = "Topic"
type = "code"

[[input]]
code = "confidence"
name = "把握"
name_en = "Confidence"
type = "number"

[[output]]
code = "function"
name = "职责"
name_en = "Function"
type = "code"

[[output]]
code = "kind"
name = "性质"
name_en = "Kind"
type = "code"

[[output]]
code = "urgent"
name = "紧急"
name_en = "Urgent"
type = "bool"

[[output]]
code = "human"
name = "人工"
name_en = "Human"
type = "bool"

[[row]]
id = "fire"
name = "着火"
name_en = "Fire"
when.text.any = ["着火"]
then = { function = "police", kind = "emergency", urgent = true, human = true }
why = "说到着火"
why_en = "Fire"
source = "测试规定"

[[row]]
id = "stalls"
name = "占道"
name_en = "Stalls"
when.text.any = ["占道", "摊贩"]
when.text.none = ["学校"]
then = { function = "urban", kind = "complaint" }
why = "说到占道经营"
why_en = "Stalls"
source = "测试规定"

[[row]]
id = "topic-ecology"
name = "模型：环境"
name_en = "Model: environment"
when.topic = "ecology"
when.confidence.min = 0.7
then = { function = "ecology" }
why = "模型判为环境"
why_en = "Environment"
source = "测试规定"

[[row]]
id = "word-lamp"
name = "提到路灯"
name_en = "Mentions lamps"
when.text.any = ["路灯"]
then = { function = "urban", human = true }
why = "提到路灯，须人工复核"
why_en = "Lamps"
source = "测试规定"

[[row]]
id = "end"
name = "其他"
name_en = "The rest"
when = {}
then = { function = "centre", human = true }
why = "人工分派"
why_en = "The rest"
source = "测试规定"
"""


def published(at: datetime = NOW, *, valid_from: datetime | None = None, **changed: str) -> UUID:
    """Publish the base pack with some files changed (`kinds`, `routing`: the text; dots and folders left out)."""
    texts = pack_files(PACKS / "base")
    for name, text in changed.items():
        texts[f"{name}.toml"] = text
    by = system_viewer(at=at)
    assert by is not None
    return publish_pack(texts=texts, valid_from=valid_from or at, by=by, at=at)


def base(name: str) -> str:
    """Return the text of a file of the base pack."""
    return pack_files(PACKS / "base")[f"{name}.toml"]


def model_bytes(temperature: float = 3.0) -> bytes:
    """Return a model made by hand: 河 speaks for the environment, 课 for schools; the higher, the surer."""
    parameters = Parameters(
        grams=np.array([[ord("河"), 0], [ord("课"), 0]], dtype=np.uint16),
        weights=np.array([1, 1], dtype=np.float32),
        coefficients=np.array([[1, -1], [-1, 1]], dtype=np.float32),
        intercepts=np.array([0.0, 0.0]),
        temperature=temperature,
    )
    counts = TrainingCounts(
        given=9, used=9, empty=0, unlabelled=0, rare=0, rare_labels=0, by_label={"环境保护": 5, "教育文体": 4}
    )
    parts = ModelParts(("环境保护", "教育文体"), parameters, Settings(abstain_below=0.6), counts, "测试")
    return TextModel(parts).to_bytes()


def judged_model_bytes() -> bytes:
    """Return the same model with its two labels exchanged, and what it was worth on four rows."""
    parts = load(model_bytes()).parts
    chances = np.array([[0.95, 0.05], [0.8, 0.2], [0.3, 0.7], [0.55, 0.45]])
    judgement = judge(chances, np.array([0, 0, 1, 1]), parts.labels[::-1], Settings().costs)
    return TextModel(replace(parts, labels=parts.labels[::-1], judgement=judgement)).to_bytes()


def published_model(at: datetime = NOW, *, temperature: float = 3.0, label: str = "试-1") -> UUID:
    """Publish the model made by hand."""
    by = system_viewer(at=at)
    assert by is not None
    content = model_bytes(temperature)
    return publish_model(content=content, label=label, note="手工", valid_from=at, by=by, at=at)
