"""What the tags write."""

import pytest
from django import forms
from django.core.paginator import Paginator

from fengqiao.look import maps
from tests.look.sample import AREAS, BARS, VALUES, IntakeForm, at

LAMP_WORDS = {"ok": "正常", "soon": "将到期", "late": "已超期", "done": "已办结", "wait": "待分流", "pause": "已暂停"}


@pytest.mark.parametrize(("code", "word"), LAMP_WORDS.items())
def test_a_lamp_has_a_shape_and_a_word(tag, code, word):
    html = tag("{% lamp code %}", code=code)
    assert word in html
    assert "<svg" in html
    assert f"fq-lamp-{code}" in html


def test_no_two_lamps_have_the_same_shape(tag):
    shapes = {tag("{% lamp code %}", code=code).split("<svg", 1)[1].split("</svg>")[0] for code in LAMP_WORDS}
    assert len(shapes) == len(LAMP_WORDS)


def test_a_lamp_says_the_words_it_is_given(tag):
    assert tag("{% lamp 'late' '超期 2 天' %}").endswith("超期 2 天</span>")


def test_words_are_escaped(tag):
    assert "<b>" not in tag("{% lamp 'ok' w %}{% state 'x' w %}{% chip w '#' %}{% avatar w %}{% stat w 1 %}", w="<b>")


def test_an_icon_that_the_sprite_has_not_is_refused(tag):
    with pytest.raises(LookupError, match="add it to"):
        tag("{% icon 'unicorn' %}")


def test_a_state_takes_the_tone_of_its_code_or_the_one_given(tag):
    assert "fq-tone-green" in tag("{% state 'closed' '已办结' %}")
    assert "fq-tone-grey" in tag("{% state 'unheard-of' '其他' %}")
    assert "fq-tone-red" in tag("{% state 'closed' '已办结' 'red' %}")


def test_a_moment_is_shown_with_its_distance_as_a_hint(tag):
    html = tag("{% when m %}", m=at(21, 14, 5))
    assert (
        html == '<time class="fq-when" datetime="2026-11-21T14:05:00+08:00" title="1 小时前">11月21日 周六 14:05</time>'
    )
    assert tag("{% when m beside=True %}", m=at(21, 14, 5)).endswith("<small>1 小时前</small>")
    assert "–" in tag("{% when m %}", m=None)


def test_a_clock_fills_and_never_overflows(tag):
    source = "{% clockbar '办结' due share 'late' '超期 1 天' provisional=True why=why %}"
    html = tag(source, due=at(20, 18), share=1.7, why=["次日起算"])
    assert 'width="100.0" height="6"/>' in html
    assert "暂定" in html
    assert "为什么是这一天" in html
    assert "11月20日 周五 18:00" in html
    assert 'width="22.5"' in tag(source, due=None, share=0.225, why=())
    assert "不设时限" in tag(source, due=None, share=0, why=())


def test_the_pager_keeps_the_other_words_of_the_query(tag):
    html = tag("{% pager p %}", query="q=噪声&page=3&kind=help", p=Paginator(range(1234), 50).page(3))
    assert "共 <b>1\u202f234</b> 件，本页第 101–150 件" in html
    assert 'rel="next" href="?q=%E5%99%AA%E5%A3%B0&amp;page=4&amp;kind=help"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_links_and_none_says_nought(tag):
    assert "<ul>" not in tag("{% pager p %}", p=Paginator(range(3), 50).page(1))
    assert "共 <b>0</b> 件" in tag("{% pager p %}", p=Paginator([], 50).page(1))


def test_a_field_ties_label_help_and_errors_together(tag):
    form = IntakeForm(data={"title": ""})
    form.is_valid()
    html = tag("{% field f %}", f=form["title"])
    assert '<label class="form-label" for="id_title">' in html
    assert 'aria-describedby="id_title-help id_title-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title-help"' in html
    assert 'id="id_title-error"' in html
    assert "必填" in html


def test_radio_buttons_stand_in_a_fieldset_with_a_legend(tag):
    html = tag("{% field f %}", f=IntakeForm()["door"])
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 3
    assert html.count(" checked") == 1


def test_a_hidden_field_is_only_its_input(tag):
    html = tag("{% field f %}", f=IntakeForm()["secret"])
    assert html.startswith('<input type="hidden"')
    assert "<div" not in html


def test_a_widget_keeps_its_own_class(tag):
    class Small(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "fq-code"}))

    assert 'class="form-control fq-code"' in tag("{% field f %}", f=Small()["code"])


def test_bars_are_a_table_whose_longest_fills_it(tag):
    html = tag(
        "{% barlist rows '标题' '件' %}",
        rows=[{"label": "甲", "number": 40, "url": "/a"}, {"label": "乙", "number": 10}],
    )
    assert 'width="100.0" height="10" class="fq-bars-front"' in html
    assert 'width="25.0" height="10" class="fq-bars-front"' in html
    assert '<a href="/a">甲</a>' in html


def test_bars_of_nought_are_empty(tag):
    assert 'width="0.0" height="10" class="fq-bars-front"' in tag(
        "{% barlist rows %}", rows=[{"label": "甲", "number": 0}]
    )


def test_a_chart_carries_its_option_and_its_table(tag):
    html = tag("{% chart 'c1' bars '各乡镇' %}", bars=BARS)
    assert '<script id="c1-option" type="application/json">' in html
    assert 'data-chart="c1-option"' in html
    assert '<th scope="row">城关镇</th><td>96</td>' in html


def test_each_area_of_the_map_is_a_link_that_says_name_and_figure(tag):
    html = tag("{% county_map areas values '在办' %}", areas=AREAS, values=VALUES)
    assert 'href="#FX02" aria-label="溪口镇 32 件"' in html
    assert 'aria-label="柳坪乡 无数据"' in html
    assert 'aria-label="竹溪乡 0 件"' in html


def test_a_map_of_who_has_what_hatches_what_nobody_has_and_names_it(tag):
    areas = [
        maps.Area(f"A{n}", f"村{n}", [(n, 0), (n + 1, 0), (n, 1)], None, f"#a{n}" if n == 0 else "") for n in range(20)
    ]
    who = {f"A{n}": "骆家明" for n in range(1, 20)}
    html = tag("{% cover_map areas who '谁' %}", areas=areas, who=who)
    assert (html.count('class="fq-cover-held"'), html.count('class="fq-cover-bare"')) == (19, 1)
    assert 'href="#a0" aria-label="村0 没有人"' in html
    assert "<title>村1 · 骆家明</title>" in html
    assert html.count("<text") == 1, "the others are too narrow for theirs"
    assert tag("{% cover_map areas who '谁' %}", areas=areas[:3], who=who).count("<text") == 3
    assert "<svg" not in tag("{% cover_map areas who '谁' %}", areas=[], who={})


def test_the_phone_bar_leaves_out_what_the_big_button_does(tag):
    menu = [
        {"url": url, "icon": "inbox", "label": url, "active": False, "count": None}
        for url in ("/a", "/intake/", "/b", "/c", "/d")
    ]
    html = tag("{% phone_bar %}", frame={"menu": menu})
    assert [html.count(f'href="{url}"') for url in ("/a", "/b", "/c", "/d", "/intake/")] == [1, 1, 1, 0, 1]
    assert html.index('href="/b"') < html.index("fq-bottom-new") < html.index('href="/c"')
    assert "fq-bottom-new" not in tag("{% phone_bar %}", frame={"menu": menu, "may_take_in": False})


def test_a_tile_without_a_figure_shows_a_dash(tag):
    assert '<span class="fq-stat-number">–</span>' in tag("{% stat '满意率' None %}")


@pytest.mark.parametrize(("name", "short"), [("周雨桐", "雨桐"), ("秦立", "秦立"), ("alex", "A"), ("", "")])
def test_an_avatar_shows_the_end_of_a_chinese_name_or_an_initial(tag, name, short):
    assert tag("{% avatar n %}", n=name).endswith(f">{short}</span>")
