"""`fengqiao accounts …`: passwords and the list of log-ins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from fengqiao.site.words import both

if TYPE_CHECKING:
    from fengqiao.orgs.queries import Viewer

# Why a password is too weak, by the code of Django's check.
WEAK = {
    "password_too_short": both("太短，至少十个字符", "too short, ten characters at least"),
    "password_too_common": both("太常见，容易被猜中", "too common"),
    "password_entirely_numeric": both("不能只用数字", "not digits alone"),
}
app = typer.Typer(help=both("账号", "accounts"), no_args_is_help=True)


@app.command(
    "password",
    help=both("设置账号的密码（从键盘输入，不出现在命令里）", "set an account's password, typed, never in the command"),
)
def password(username: str = typer.Argument(help=both("登录名", "log-in name"))) -> None:
    """Set a password."""
    import django

    django.setup()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from fengqiao.kit.problems import Problem
    from fengqiao.orgs.actions import set_password

    typed = typer.prompt(both("新密码", "new password"), hide_input=True, confirmation_prompt=True)
    try:
        validate_password(typed)
    except ValidationError as error:
        why = tuple(WEAK.get(each.code or "", each.messages[0]) for each in error.error_list)
        raise Problem("password-weak", "这个密码不能用：{why}。", why=why) from None
    by, at = owner()
    set_password(username=username, password=typed, by=by, at=at)


@app.command(
    "factor",
    help=both(
        "取消账号的两步验证（手机丢了，又没有第二个人能确认时）",
        "take an account's second factor away when nobody else can",
    ),
)
def factor(username: str = typer.Argument(help=both("登录名", "log-in name"))) -> None:
    """Take a second factor away."""
    import django

    django.setup()
    from fengqiao.orgs.actions import drop_factor

    by, at = owner()
    drop_factor(username=username, by=by, at=at)


def owner() -> tuple[Viewer, datetime]:
    """Return who the command line acts as, and now."""
    from django.utils import timezone

    from fengqiao.kit.problems import Problem
    from fengqiao.orgs.queries import system_viewer

    now = timezone.now()
    by = system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    return by, now


@app.command("list", help=both("列出账号和岗位", "list accounts and posts"))
def list_accounts() -> None:
    """List accounts."""
    import django

    django.setup()
    from fengqiao.orgs.queries import accounts_listed

    table = Table(both("登录名", "log-in"), both("姓名", "name"), both("单位", "unit"), both("角色", "role"))
    for row in accounts_listed():
        table.add_row(*row)
    Console().print(table)
