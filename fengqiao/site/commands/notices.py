"""`fengqiao notices …`: how the channels stand, a test message, delivery now."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from fengqiao.kit.problems import Problem
from fengqiao.site.words import both

app = typer.Typer(help=both("通知", "notices"), no_args_is_help=True)
STATES = {
    "queued": both("待发送", "to be sent"),
    "sending": both("正在发送", "being sent"),
    "sent": both("已发出", "sent"),
    "received": both("已送达", "arrived"),
    "failed": both("没有发出", "not sent"),
    "doubtful": both("不确定", "doubtful"),
    "cancelled": both("已取消", "cancelled"),
}
WAYS = {"email": both("邮件", "mail"), "group": both("工作群", "group"), "sms": both("短信", "text message")}


def _say(words: str) -> None:
    Console(stderr=True).print(words, highlight=False, markup=False, soft_wrap=True)


@app.command("status", help=both("各通道由谁发送、各有多少条，通道文件哪里有误", "how each channel stands"))
def status() -> None:
    """Show the channels; exit code 1 where the file of channels cannot be used."""
    import django

    django.setup()
    from fengqiao.notices.queries import ways_out

    found, cards = ways_out()
    for card in cards:
        counts = (f"{STATES[state.value]} {n}" for state, n in sorted(card.counts.items()))
        typer.echo("  ".join((WAYS[card.way.value], card.sender, *counts)))
    if found.problem:
        raise Problem(
            "channels-file",
            "通道文件 keys/channels.toml 不能用（{problem}，第 {line} 行）。通知留在发件箱里，改好后自动再发。",
            problem=found.problem,
            line=found.line,
        )
    if not found.there:
        _say(both("没有通道文件，通知只记日志", "there is no file of channels: notices go to the log"))


@app.command("deliver", help=both("马上发送到时候的通知，取回执；平时由后台每分钟做一次", "send what is due now"))
def deliver() -> None:
    """Deliver one round."""
    import django

    django.setup()
    from fengqiao.notices.jobs import deliver_round
    from fengqiao.site.upkeep import system

    done = deliver_round(by=system())
    typer.echo(
        both(
            f"发出 {done.sent}，稍后再发 {done.again}，没有发出 {done.failed}，不确定 {done.doubtful}，回执 {done.receipts}",
            f"{done.sent} sent, {done.again} later, {done.failed} not sent, {done.doubtful} doubtful, "
            f"{done.receipts} receipts",
        )
    )


@app.command(
    "test",
    help=both("经一个通道发一条测试，看对方怎样答复；不进发件箱", "send a test through a channel and show the answer"),
)
def test(
    way: Annotated[str, typer.Argument(help=both("通道：email、group 或 sms", "the channel: email, group or sms"))],
    to: Annotated[
        str,
        typer.Argument(help=both("邮箱、手机号，或有工作群的单位代码", "mailbox, mobile number, or code of a unit")),
    ],
) -> None:
    """Send a test message straight to the sender; exit code 1 unless it was taken."""
    import django

    django.setup()
    from django.utils import timezone

    from fengqiao.notices.jobs import try_channel
    from fengqiao.notices.terms import OUTSIDE, Outcome, Way

    if way not in {each.value for each in OUTSIDE}:
        raise Problem("way-unknown", "没有“{value}”这个通道。可用的有：email、group、sms。", value=way[:20])
    sender, answer = try_channel(Way(way), to, at=timezone.now())
    said = {
        Outcome.TAKEN: both("对方已收下", "taken"),
        Outcome.REFUSED: both("对方拒收", "refused"),
        Outcome.BUSY: both("没有发出，可稍后再试", "not sent, try again later"),
        Outcome.UNKNOWN: both("结果不明", "nobody knows"),
        Outcome.NOBODY: both("无处可发", "no such place"),
    }[answer.outcome]
    typer.echo("  ".join(part for part in (sender, said, answer.problem, answer.reference) if part))
    if answer.outcome is not Outcome.TAKEN:
        raise typer.Exit(1)
