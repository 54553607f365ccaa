"""`fengqiao notices`: how channels stand, a test through one, delivery now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fengqiao.gateway.senders import dingtalk
from fengqiao.notices.models import Notice
from tests.commands import fengqiao
from tests.gateway import fake
from tests.notices.helping import gateway, post

SAMPLES = Path(dingtalk.__file__).parent / "samples"


def test_the_state_of_each_channel_and_a_round_of_delivery(world: None, tmp_path: Path) -> None:
    with gateway(tmp_path):
        post()
        said = fengqiao("notices", "status")
        assert said.code == 0
        assert "邮件 / mail  fake  待发送 / to be sent 1" in said.out
        assert "发出 1，" in fengqiao("notices", "deliver").out
        assert "已发出 / sent 1" in fengqiao("notices", "status").out


def test_a_broken_file_is_said_with_its_line(world: None, tmp_path: Path) -> None:
    with gateway(tmp_path, text="[email]\nx =\n"):
        said = fengqiao("notices", "status")
    assert said.code == 2
    assert "channels-broken，第 2 行" in said.err


@pytest.mark.parametrize(
    ("name", "code", "words"), [("taken", 0, "对方已收下"), ("sign_not_match", 1, "dingtalk-310000")]
)
def test_a_test_shows_what_the_other_side_answers(
    name: str, code: int, words: str, world: None, tmp_path: Path
) -> None:
    with fake.http((200, (SAMPLES / f"{name}.json").read_bytes())) as place:
        text = f'[group]\nsender = "dingtalk"\n[group.units."dept.urban"]\nurl = "{place.url}/robot"\nsecret = "SEC-7171"\n'
        with gateway(tmp_path, text=text):
            said = fengqiao("notices", "test", "group", "dept.urban")
            assert fengqiao("notices", "test", "group", "dept.housing").code == 1
    assert (said.code, words in said.out) == (code, True)
    assert "SEC-7171" not in said.out + said.err
    body = json.loads(place.heard[0].partition(b"\r\n\r\n")[2])
    assert body["markdown"]["title"] == "枫桥通知测试"
    assert not Notice.objects.exists()


def test_a_channel_that_is_none_is_refused_in_words(world: None) -> None:
    said = fengqiao("notices", "test", "pigeon", "x")
    assert (said.code, "没有“pigeon”这个通道" in said.err) == (2, True)
