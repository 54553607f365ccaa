"""Every way to break a pack that is checked for: one change, one finding, on its file and line."""

import re

import pytest

from fengqiao.catalogue.finding import PackRefused, Severity
from fengqiao.catalogue.reading import check_files, parse_pack
from tests.catalogue.sample_pack import FILES, changed

K, R, V, W, T, P, C = (
    "kinds.toml",
    "routing.toml",
    "values.toml",
    "words.toml",
    "topics.toml",
    "pack.toml",
    "calendar/china.toml",
)

ERRORS = [
    # file, what is written, what is written instead, where it is found, code, message
    (P, 'title_en = "Sample"\n', "", "pack.toml:1", "missing-key", "缺少“title_en”。"),
    (P, '"Sample"', '"样例"', "pack.toml:4", "not-translated", "“title_en”要写英文。"),
    (P, '"Sample"', '" "', "pack.toml:4", "empty-text", "“title_en”不能为空。"),
    (P, '"sample"', '"Sample Pack"', "pack.toml:1", "bad-code",
     "代码“Sample Pack”只能用小写英文字母、数字、点、横线和下划线，以字母开头。"),
    (P, "2026-01-01", '"2026-01-01"', "pack.toml:5", "wrong-type", "“valid_from”要写日期。"),
    (P, "2026-01-01", "2026-01-01T08:00:00", "pack.toml:5", "wrong-type", "“valid_from”要写日期。"),
    (P, "[]", '["base", 5]', "pack.toml:6", "wrong-type", "“requires[1]”要写文字。"),
    (P, "version", "versoin", "pack.toml:1", "missing-key", "缺少“version”。"),
    (K, "name_en = ", "nam_en = ", "kinds.toml:6", "missing-key", "缺少“name_en”。"),
    (K, "17:30:00", "17", "kinds.toml:2", "wrong-type", "“day_ends”要写时刻。"),
    (K, "day_ends = 17:30:00", "", "kinds.toml:68", "limit-day-ends", "按日计的时限须写明每日截止时刻。"),
    (K, '{ code = "no", name', '{ code = "yes", name', "kinds.toml:7", "repeated-code", "选项“yes”重复。"),
    (K, "personal = true", "personal = true\nfilterable = true", "kinds.toml:16", "personal-filterable",
     "个人信息字段不能用来筛选。"),
    (K, 'type = "phone"', 'type = "phone"\ncounted = true', "kinds.toml:15", "counted-no-number",
     "只有不含个人信息的数字字段能计数。"),
    (K, 'type = "phone"\npersonal = true', 'type = "number"\npersonal = true\ncounted = true', "kinds.toml:16",
     "counted-no-number", "只有不含个人信息的数字字段能计数。"),
    (K, 'code = "teller_phone"\nname = "电话"\nname_en = "Telephone"\ntype = "phone"\npersonal = true',
     'code = "minutes"\nname = "分钟"\nname_en = "Minutes"\ntype = "number"\ncounted = true', "kinds.toml:11", "counted-taken",
     "“minutes”是办结自带的度量，计数字段要用别的代码。"),
    (K, "personal = true", "personel = true", "kinds.toml:15", "unknown-key", "不认识“personel”，是不是“personal”？"),
    (K, "personal = true", 'personal = "yes"', "kinds.toml:15", "wrong-type", "“personal”要写true 或 false。"),
    (K, 'type = "phone"', 'type = "phone"\noptions = "@yes_no"', "kinds.toml:15", "options",
     "选择字段要写选项，其他字段不能写选项。"),
    (K, 'options = "@yes_no"\n', "", "kinds.toml:48", "options", "选择字段要写选项，其他字段不能写选项。"),
    (K, '"@yes_no"', '"@yes_on"', "kinds.toml:49", "unknown-code", "没有“yes_on”这组选项，是不是“yes_no”？"),
    (K, 'code = "child"', 'code = "old"', "kinds.toml:39", "repeated-code", "选项“old”重复。"),
    (K, 'type = "choice"', 'type = "choise"', "kinds.toml:36", "unknown-term",
     "“type”不能是“choise”，是不是“choice”？可以写：text、longtext、choice、number、date、phone、id_number、place。"),
    (K, '"assist"\nfilterable', '"asist"\nfilterable', "kinds.toml:41", "unknown-code", "没有“asist”这个步骤，是不是“assist”？"),
    (K, 'code = "alone"', 'code = "group"', "kinds.toml:45", "repeated-code", "字段“group”重复。"),
    (K, 'hint = "问本人"\n', "", "kinds.toml:44", "not-translated", "填写提示要有中英文两种。"),
    (K, 'amount = 30', 'amount = 0', "kinds.toml:60", "limit-amount", "时限至少为1，不能是0。"),
    (K, 'amount = 30', 'amount = 30.5', "kinds.toml:60", "wrong-type", "“amount”要写整数。"),
    (K, 'soon_hours = 24', 'soon_hours = -1', "kinds.toml:69", "limit-soon", None),
    (K, 'unit = "workday"', 'unit = "week"', "kinds.toml:68", "unknown-term",
     "“unit”不能是“week”。可以写：minute、hour、day、workday、workhour。"),
    (K, 'source = "测试规定一"\n', "", "kinds.toml:58", "missing-key", "缺少“source”。"),
    (K, 'source = "测试规定一"', 'source = ""', "kinds.toml:63", "empty-text", "“source”不能为空。"),
    (K, 'code = "finish"', 'code = "accept"', "kinds.toml:66", "repeated-code", "时限“accept”重复。"),
    (K, "valid_to = 2026-12-31", "valid_to = 2025-12-31", "kinds.toml:86", "dates-reversed", "失效日期早于生效日期。"),
    (K, 'code = "clue"', 'code = "help"', "kinds.toml:80", "repeated-code", "事项种类“help”有两个版本同时有效。"),
    (K, 'step = [{ code = "check", name = "核查", name_en = "Check" }]', "step = 5", "kinds.toml:90", "wrong-type", "“step”要写列表。"),
    (K, 'step = [{ code = "check", name = "核查", name_en = "Check" }]', "step = [5]", "kinds.toml:90", "wrong-type",
     "“step[0]”要写一组键值。"),
    (K, '[{ code = "handled", name = "已处置", name_en = "Handled" }]', "[]", "kinds.toml:79", "no-done-result",
     "没有一种结果算作办成。"),
    (K, 'name_en = "Handled"', 'name_en = "Handled", done = true', "kinds.toml:91", "unknown-key", "不认识“done”。"),
    (K, '    { code = "accept", amount = 1, unit = "hour", soon_hours = 0, source = "测试规定三" },\n', "", "kinds.toml:79",
     "missing-clock", "缺少“签收”时限（accept）。"),
    (T, 'code = "labour"', 'code = "ecology"', "topics.toml:8", "repeated-code", "主题“ecology”重复。"),
    (T, 'name = "劳动"', 'name = "环保"', "topics.toml:9", "repeated-label", "标签“环保”已经属于主题“ecology”。"),
    (T, 'name_en = "Labour"', 'name_en = "Labour"\naliases = ["社保", "生态环境"]', "topics.toml:11", "repeated-label",
     "标签“生态环境”已经属于主题“ecology”。"),
    (T, 'aliases = ["环保", "生态环境"]', 'aliases = "环保"', "topics.toml:5", "wrong-type", "“aliases”要写列表。"),
    ("functions.toml", 'about_en = "The station"\n', "", "functions.toml:1", "missing-key", "缺少“about_en”。"),
    ("functions.toml", 'code = "police"', 'code = "polise"', "routing.toml:63", "unknown-code", "没有“police”这个代码，是不是“polise”？"),
    ("reasons.toml", 'for = "unmask"', 'for = "unmasking"', "reasons.toml:9", "unknown-term",
     "“for”不能是“unmasking”，是不是“unmask”？可以写：return、reopen、unmask、pause、up、down、across、demand。"),
    ("reasons.toml", 'for = "unmask"\ncode = "call_back"', 'for = "return"\ncode = "not_ours"', "reasons.toml:10",
     "repeated-code", "理由“not_ours”重复。"),
    (V, 'source = "测试规定五"\n', "", "values.toml:6", "missing-key", "缺少“source”。"),
    (V, "from = 2026-07-01", "from = 2025-07-01", "values.toml:11", "dates-reversed", "日期要比前一条晚：数值从旧到新排列。"),
    (V, "from = 2026-07-01", "from = 2026-01-01", "values.toml:11", "dates-reversed", "日期要比前一条晚：数值从旧到新排列。"),
    (V, "value = 20", "value = 2026-01-01", "values.toml:12", "wrong-type", "数值要写文字、数字、true/false 或它们的列表。"),
    (V, "value = 20", "valu = 20", "values.toml:10", "missing-key", "缺少“value”。"),
    (V, 'code = "file.media_types"', 'code = "queue.page_size"', "values.toml:16", "repeated-code", "数值“queue.page_size”重复。"),
    (V, '"application/pdf"', "[]", "values.toml:20", "wrong-type", "数值要写文字、数字、true/false 或它们的列表。"),
    (W, 'source = "测试"\n', "", "words.toml:1", "missing-key", "缺少“source”。"),
    (W, '    "诈骗",\n    "刷单",\n', "", "words.toml:3", "empty-list", "词表是空的。"),
    (W, '    "刷单",', '    "  ",', "words.toml:5", "empty-word", "词语是空的。"),
    (W, '    "刷单",', "    5,", "words.toml:5", "wrong-type", "“words[1]”要写文字。"),
    (R, "[table]", "[tabel]", "routing.toml:1", "missing-key", "缺少 [table] 一节。"),
    (R, 'hit_policy = "FIRST"', 'hit_policy = "SOME"', "routing.toml:7", "unknown-term", "“hit_policy”不能是“SOME”。可以写：UNIQUE、FIRST、PRIORITY、ANY、COLLECT、RULE ORDER、OUTPUT ORDER。"),
    (R, 'within = "text"', 'within = "body"', "routing.toml:21", "unknown-code", "没有“body”这项文字条件。"),
    (R, 'code = "topic"', 'code = "text"', "routing.toml:30", "repeated-code", "“text”出现了两次。"),
    (R, 'type = "bool"\n\n[[row]]', 'type = "words"\n\n[[row]]', "routing.toml:57", "unknown-term", "结论不能是 words 类。"),
    (R, '"@fraud"', '"@frauds"', "routing.toml:62", "unknown-list", "没有“frauds”这张词表，是不是“fraud”？"),
    (R, 'kind = ["help", ""]', 'kind = ["helps", ""]', "routing.toml:62", "unknown-code", "没有“helps”这个代码，是不是“help”？"),
    (R, 'kind = ["help", ""]', 'kind = 5', "routing.toml:62", "wrong-type", "“kind”要写文字。"),
    (R, 'kind = ["help", ""]', 'knd = ["help", ""]', "routing.toml:62", "unknown-input", "清单没有“knd”这项条件，是不是“kind”？"),
    (R, "function = \"police\", human", "function = \"police\", humn", "routing.toml:63", "unknown-output",
     "清单没有“humn”这项结论，是不是“human”？"),
    (R, "human = true }\nwhy", "human = 1 }\nwhy", "routing.toml:63", "wrong-output", "结论“human”要写 bool 类的值。"),
    (R, "human = true }\nwhy", "human = [true] }\nwhy", "routing.toml:63", "wrong-type", "结论“human”要写一个值。"),
    (R, 'why_en = "Fraud is mentioned."\n', "", "routing.toml:59", "missing-key", "缺少“why_en”。"),
    (R, "night = true", 'night = "yes"', "routing.toml:76", "wrong-type", "“night”要写true 或 false。"),
    (R, '    "吵闹",', '    "",', "routing.toml:79", "empty-word", "词语是空的。"),
    (R, "min = 2", "min = 0", "routing.toml:81", "wrong-type", "“min”至少为 1。"),
    (R, "min = 2", "min = 4", "routing.toml:77", "never-row", "第 2 行（police-night）的“text”条件自相矛盾，永远不成立。"),
    (R, "min = 2", "mim = 2", "routing.toml:81", "unknown-key", "不认识“mim”，是不是“min”？"),
    (R, 'topic = "ecology"', 'topic = "ecolgy"', "routing.toml:86", "unknown-code", "没有“ecolgy”这个代码，是不是“ecology”？"),
    (R, "{ min = 0.6, below = 1 }", "{}", "routing.toml:86", "empty-condition", "数字条件要写界限。"),
    (R, "{ min = 0.6, below = 1 }", '{ min = "0.6", below = 1 }', "routing.toml:86", "wrong-type", "“min”要写数字。"),
    (R, 'id = "rest"', 'id = "police-fraud"', "routing.toml:92", "repeated-code", "“police-fraud”出现了两次。"),
    (R, 'id = "rest"', 'id = "rest"\nwhen = { kind = "help" }', "routing.toml:91", "gap", "缺少兜底的最后一行：最后一行不能有条件。"),
    (R, '{ topic = "ecology", confidence = { min = 0.6, below = 1 }, kind = { none = ["clue"] } }',
     '{ title = { any = ["电信诈骗"], none = ["讲座"] }, kind = "help", topic = "ecology" }', "routing.toml:83", "dead-row",
     "第 3 行（ecology-model）永远轮不到：上面的 police-fraud 已先取走它的全部情形。"),
    (C, "date = 2026-01-04", "date = 2026-01-05", "calendar/china.toml:20", "calendar-workday-not-rest",
     "日历中2026-01-05“元旦调休上班”本来就是工作日。"),
    (C, 'name = "元旦调休上班", source = "law"', 'name = "元旦调休上班", source = "lwa"', "calendar/china.toml:20",
     "calendar-unknown-source", "日历2026年引用了没有登记的依据“lwa”。"),
    (C, "to = 2026-01-03", "to = 2026-01-04", "calendar/china.toml:20", "calendar-overlap", "日历中2026-01-04既登记为放假又登记为上班。"),
    (C, 'name = "工作日历"', 'nam = "工作日历"', "calendar/china.toml:2", "calendar-unknown-key", "日历有不认识的“nam”。"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "code", "message"), ERRORS)
def test_broken_pack_is_told_with_file_and_line(
    file: str, old: str, new: str, where: str, code: str, message: str | None
) -> None:
    found = [each for each in check_files(changed(file, old, new)) if each.is_error]
    told = {(f"{each.file}:{each.line}", each.code): each for each in found}
    assert (where, code) in told
    finding = told[where, code]
    assert finding.message == (message or finding.message)
    assert finding.message_en
    assert not re.search("[，。“”]", re.sub("“[^”]*”", "", finding.message_en))


def test_all_findings_are_told_at_once_in_the_order_of_files_and_lines() -> None:
    files = changed(K, 'name = "求助"\n', "")
    files[V] = FILES[V].replace("value = 20", "valeu = 20")
    files[P] = FILES[P] + "extra = 1\n"
    assert [(str(each), each.path) for each in check_files(files)] == [
        ("kinds.toml:24: 缺少“name”。", "kind[0].name"),
        ("pack.toml:7: 不认识“extra”。", "extra"),
        ("values.toml:10: 缺少“value”。", "value[0].on[1].value"),
        ("values.toml:12: 不认识“valeu”，是不是“value”？", "value[0].on[1].valeu"),
    ]


def test_pack_with_errors_is_refused_with_all_of_them() -> None:
    files = changed(K, 'name = "求助"\n', "")
    files[V] = FILES[V].replace("value = 20", "value = 20\nextra = 1")
    with pytest.raises(PackRefused) as refused:
        parse_pack(files)
    assert refused.value.code == "pack-refused"
    assert str(refused.value) == "规则包有 2 处错误，第一处：kinds.toml:24: 缺少“name”。"
    assert refused.value.findings == check_files(files)


def test_pack_with_warnings_only_is_taken() -> None:
    files = changed(W, '    "刷单",', '    "刷单",\n    "刷 单",')
    (warning,) = check_files(files)
    assert (str(warning), warning.severity) == ("words.toml:6: 词语“刷 单”与“刷单”重复。", Severity.WARNING)
    assert parse_pack(files).lists["fraud"].words == ("诈骗", "刷单", "刷 单")


def test_word_list_that_no_table_uses_is_a_warning() -> None:
    files = {**FILES, W: FILES[W] + '\n[list.spare]\nname = "备用"\nwords = ["备用"]\nsource = "测试"\n'}
    (warning,) = check_files(files)
    assert (str(warning), warning.is_error) == ("words.toml:9: 词表“spare”没有清单使用。", False)


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("[x\n", 1), ('a = """\nnever closed\n', 3)]
)
def test_wrong_syntax_is_told_with_its_line(text: str, line: int) -> None:
    files = {**FILES, T: text}
    found = next(each for each in check_files(files) if each.code == "syntax")
    assert (found.file, found.line, found.path) == ("topics.toml", line, "")
    assert found.message.startswith("TOML 写法有误：")


def test_pack_without_pack_toml_is_refused() -> None:
    files = {name: text for name, text in FILES.items() if name != P}
    assert [str(each) for each in check_files(files)] == ["pack.toml:1: 缺少 pack.toml。"]


def test_file_with_a_misspelt_name_is_an_error() -> None:
    files = {**FILES, "kind.toml": "", "memoranda/of-a-plan.toml": "a = 1"}
    assert [str(each) for each in check_files(files)] == [
        "kind.toml:1: 不认识文件“kind.toml”，是不是“kinds.toml”？",
        "memoranda/of-a-plan.toml:1: 不认识文件“memoranda/of-a-plan.toml”。",
    ]


def test_two_tables_or_calendars_with_one_code_are_an_error() -> None:
    files = {**FILES, "tables/other.toml": FILES[R], "calendar/other.toml": FILES[C]}
    assert [str(each) for each in check_files(files)] == [
        "calendar/other.toml:1: 日历“china”重复。",
        "tables/other.toml:2: 清单“routing”重复。",
    ]


def test_findings_of_common_fields_are_told_once() -> None:
    files = changed(K, 'name_en = "Telephone"\n', "")
    assert [str(each) for each in check_files(files)] == ["kinds.toml:10: 缺少“name_en”。"]
