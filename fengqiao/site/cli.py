"""The product's command line: `fengqiao …`, help in Chinese and English."""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console

from fengqiao.kit.problems import Problem
from fengqiao.site.commands import (
    accounts,
    backups,
    decide,
    groups,
    installation,
    intake,
    keeping,
    measure,
    notices,
    packs,
    publish,
    search,
    story,
    text,
    text_learning,
)
from fengqiao.site.words import both

app = typer.Typer(
    name="fengqiao",
    help=both("枫桥：社区派出所与村社的共用工作平台", "Fengqiao: the work platform of a community police station"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # its boxes cut Chinese help short
)
text.app.command("groups", help=groups.HELP)(groups.groups_command)
text.app.command("retrain", help=text_learning.HELP)(text_learning.retrain_command)
app.add_typer(text.app, name="text")
app.add_typer(packs.app, name="packs")
app.add_typer(measure.app, name="measure")
app.add_typer(notices.app, name="notices")
app.add_typer(publish.app, name="publish")
app.add_typer(search.app, name="search")
app.add_typer(accounts.app, name="accounts")
app.command("setup", help=installation.SETUP_HELP)(installation.setup)
app.command("demo", help=installation.DEMO_HELP)(installation.demo)
app.command("serve", help=installation.SERVE_HELP)(installation.serve)
app.command("worker", help=installation.WORKER_HELP)(installation.worker)
app.command("story", help=story.HELP)(story.story)
app.command("backup", help=backups.BACKUP_HELP)(backups.backup)
app.command("restore", help=backups.RESTORE_HELP)(backups.restore)
app.add_typer(keeping.keys, name="keys")
app.command("retention", help=keeping.RETENTION_HELP)(keeping.retention)
app.command("decide", help=decide.HELP)(decide.decide_command)
app.command("intake", help=intake.HELP)(intake.intake)


def main() -> None:
    """Run a command; a refusal is a sentence on standard error and exit code 2, never a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
    from django.db import OperationalError, ProgrammingError

    try:
        app()
    except Problem as problem:
        _refuse(str(problem))
    except (OperationalError, ProgrammingError) as error:
        if os.environ.get("FENGQIAO_DEBUG") == "1":
            raise
        _refuse(
            both(
                "数据库连不上，或者还没有建立。请核对 FENGQIAO_DATABASE，或先运行 fengqiao setup",
                "the database cannot be reached or is not set up: check FENGQIAO_DATABASE, or run fengqiao setup",
            )
            + f"\n{str(error).strip()}"
        )


def _refuse(words: str) -> None:
    Console(stderr=True).print(words, style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
