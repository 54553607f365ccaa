"""A small sound pack as file texts; tests break it one line at a time."""

from __future__ import annotations

PACK = """\
name = "sample"
version = "1.0"
title = "样例"
title_en = "Sample"
valid_from = 2026-01-01
requires = []
"""

KINDS = """\
[default]
day_ends = 17:30:00

[option_set]
yes_no = [
    { code = "yes", name = "是", name_en = "Yes" },
    { code = "no", name = "否", name_en = "No" },
]

[[common_field]]
code = "teller_phone"
name = "电话"
name_en = "Telephone"
type = "phone"
personal = true

[[common_result]]
code = "withdrawn"
name = "撤回"
name_en = "Withdrawn"
text_needed = true
counts_as_done = false

[[kind]]
code = "help"
name = "求助"
name_en = "Help"
about = "要人帮忙"
about_en = "Somebody needs a hand"
valid_from = 2026-01-01

[[kind.field]]
code = "group"
name = "人群"
name_en = "Group"
type = "choice"
options = [
    { code = "old", name = "老人", name_en = "Old" },
    { code = "child", name = "孩子", name_en = "Child" },
]
needed_at = "assist"
filterable = true

[[kind.field]]
code = "alone"
name = "独居"
name_en = "Lives alone"
type = "choice"
options = "@yes_no"
hint = "问本人"
hint_en = "Ask the person"

[[kind.step]]
code = "assist"
name = "帮办"
name_en = "Helping"

[[kind.clock]]
code = "accept"
amount = 30
unit = "minute"
soon_hours = 0.25
source = "测试规定一"

[[kind.clock]]
code = "finish"
amount = 5
unit = "workday"
soon_hours = 24
extendable = true
source = "测试规定二"

[[kind.result]]
code = "solved"
name = "已解决"
name_en = "Solved"
evidence = true

[[kind]]
code = "clue"
name = "线索"
name_en = "Clue"
about = "只给指定的人看"
about_en = "For named recipients only"
valid_from = 2026-01-01
valid_to = 2026-12-31
sealed = true
urgent = true
version = "7"
step = [{ code = "check", name = "核查", name_en = "Check" }]
result = [{ code = "handled", name = "已处置", name_en = "Handled" }]
clock = [
    { code = "accept", amount = 1, unit = "hour", soon_hours = 0, source = "测试规定三" },
    { code = "finish", amount = 10, unit = "day", soon_hours = 48, move_off_days = true, day_ends = 18:00:00, source = "测试规定四" },
]
"""

TOPICS = """\
[[topic]]
code = "ecology"
name = "环境保护"
name_en = "Environment"
aliases = ["环保", "生态环境"]

[[topic]]
code = "labour"
name = "劳动"
name_en = "Labour"
"""

FUNCTIONS = """\
[[function]]
code = "police"
name = "公安"
name_en = "Police"
about = "派出所"
about_en = "The station"

[[function]]
code = "centre"
name = "治理中心"
name_en = "Centre"
about = "其余的事"
about_en = "Everything else"
"""

WORDS = """\
[list.fraud]
name = "诈骗"
words = [
    "诈骗",
    "刷单",
]
source = "测试"
"""

ROUTING = """\
[table]
code = "routing"
title = "分流清单"
title_en = "Routing"
version = "1.0"
valid_from = 2026-01-01
hit_policy = "FIRST"
source = "测试"

[[input]]
code = "kind"
name = "种类"
name_en = "Kind"
type = "code"

[[input]]
code = "title"
name = "标题"
name_en = "Subject line"
type = "words"
within = "text"

[[input]]
code = "text"
name = "全文"
name_en = "Whole text"
type = "words"

[[input]]
code = "topic"
name = "主题"
name_en = "Topic"
type = "code"

[[input]]
code = "confidence"
name = "把握"
name_en = "Confidence"
type = "number"

[[input]]
code = "night"
name = "夜间"
name_en = "At night"
type = "bool"

[[output]]
code = "function"
name = "职能"
name_en = "Function"
type = "code"

[[output]]
code = "human"
name = "转人工"
name_en = "To a human"
type = "bool"

[[row]]
id = "police-fraud"
name = "诈骗"
when = { title = { any = ["@fraud", "杀猪盘"], none = ["讲座"] }, kind = ["help", ""] }
then = { function = "police", human = true }
why = "提到诈骗。"
why_en = "Fraud is mentioned."
source = "测试"

[[row]]
id = "police-night"
name = "夜间"
name_en = "At night"
then = { function = "police" }
why = "夜里的事。"
why_en = "It happened at night."
[row.when]
night = true
text = { any = [
    "打架",
    "吵闹",
    "噪声",
], min = 2, all = ["夜里"] }

[[row]]
id = "ecology-model"
name = "模型认为是环保"
when = { topic = "ecology", confidence = { min = 0.6, below = 1 }, kind = { none = ["clue"] } }
then = { function = "centre" }
why = "模型有把握。"
why_en = "The model is sure."

[[row]]
id = "rest"
name = "其余"
then = { function = "centre", human = true }
why = "没有别的行适用。"
why_en = "No other row applies."
"""

REASONS = """\
[[reason]]
for = "return"
code = "not_ours"
name = "不属于本单位"
name_en = "Not ours"
text_needed = true

[[reason]]
for = "unmask"
code = "call_back"
name = "回访"
name_en = "Call back"
"""

VALUES = """\
[[value]]
code = "queue.page_size"
name = "每页行数"
name_en = "Rows of a page"
unit = "row"
[[value.on]]
from = 2026-01-01
value = 50
source = "测试规定五"
[[value.on]]
from = 2026-07-01
value = 20
source = "测试规定六"

[[value]]
code = "file.media_types"
name = "附件类型"
name_en = "Types of files"
unit = "media type"
on = [{ from = 2026-01-01, value = ["image/png", "application/pdf"], source = "测试规定七" }]
"""

CALENDAR = """\
code = "china"
name = "工作日历"

[sources]
law = "某项规定"

[week]
rest = [6, 7]
source = "law"

[provisional]
source = "law"

[[year]]
year = 2026
holidays = [
    { name = "元旦", from = 2026-01-01, to = 2026-01-03, source = "law" },
]
workdays = [
    { date = 2026-01-04, name = "元旦调休上班", source = "law" },
]
"""

FILES = {
    "pack.toml": PACK,
    "kinds.toml": KINDS,
    "topics.toml": TOPICS,
    "functions.toml": FUNCTIONS,
    "words.toml": WORDS,
    "routing.toml": ROUTING,
    "reasons.toml": REASONS,
    "values.toml": VALUES,
    "calendar/china.toml": CALENDAR,
}


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """Return the pack with the first `old` of a file replaced; the pack must have it."""
    assert old in FILES[file]
    return {**FILES, file: FILES[file].replace(old, new, 1)}
