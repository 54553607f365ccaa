"""Rules that every page of the house keeps."""

import re
from pathlib import Path

import pytest

import fengqiao
from fengqiao.look.icons import ICONS

HOUSE = Path(fengqiao.__file__).parent
PAGES = sorted(HOUSE.glob("*/templates/**/*.html"))
SCRIPTS = sorted(HOUSE.glob("look/static/look/*.js"))
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
TRANSLATED = re.compile(r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
BARE = re.compile(r"""(?<!_\()(["'])[^"']*[\u4e00-\u9fff][^"']*\1""")
OWN_NAMES = ("简体中文", "繁體中文", ">简<", ">繁<")


def text(path):
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_no_page_writes_style_or_script_into_itself(path):
    source = text(path)
    assert not re.search(r"""\sstyle\s*=|<style|\son\w+\s*=\s*["']|javascript:""", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_every_visible_string_goes_through_translation(path):
    source = text(path)
    for name in OWN_NAMES:
        source = source.replace(name, "")
    outside = TRANSLATED.sub("", source)
    assert not re.findall(r"[\u4e00-\u9fff]+", outside)
    tags = re.findall(r"\{%\s*(?!translate|blocktranslate)\w+.*?%\}|\{\{.*?\}\}", source)
    assert [tag for tag in tags if BARE.search(tag)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_every_icon_named_is_in_the_sprite(path):
    source = text(path)
    named = re.findall(r"""\{% icon ["']([\w-]+)["']""", source) + re.findall(r"""\{% empty ["']([\w-]+)["']""", source)
    assert set(named) <= set(ICONS)


def test_no_words_shout():
    shouting = [path.name for path in PAGES if re.search(r"！|[\u4e00-\u9fff]!", text(path))]
    assert shouting == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_hold_no_words_of_the_interface(path):
    assert not re.search(r"[\u4e00-\u9fff]", path.read_text(encoding="utf-8"))


def test_the_title_is_also_the_heading(page):
    from tests.look import sample

    html = page("look/patterns.html", sample.context())
    assert "<title>式样 · 枫桥</title>" in html
    assert "<h1>式样</h1>" in html


def test_an_error_says_what_happened_what_is_kept_and_what_to_do(page):
    html = page("look/error.html", {"title": "没有找到", "what": "这一件不在你的辖区。"})
    assert "<h1>没有找到</h1>" in html
    for said in ("这一件不在你的辖区。", "发生了什么", "什么已经保住", "现在可以做什么"):
        assert said in html


def test_a_folded_menu_is_folded_from_the_first_byte(page):
    from tests.look import sample

    assert 'data-menu="folded"' in page("look/base.html", {"frame": sample.frame()}, cookies={"fq_menu": "folded"})
    assert "data-menu" not in page("look/base.html", {"frame": sample.frame()}).split("<head>")[0]
