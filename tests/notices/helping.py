"""What tests of notices share: a gateway that can be told how to behave, and counts what really went out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import override_settings

from fengqiao.notices.actions import About
from fengqiao.notices.models import Notice
from fengqiao.notices.terms import Address, Answer, Letter, NoticeKind, Outcome, Receipt, Way
from tests.matters.helping import offered
from tests.world import NOW, unit, viewer


@dataclass
class World:
    """The world outside: what arrived how often, and how the gateway answers next."""

    arrived: Counter[UUID] = field(default_factory=Counter)
    letters: list[Letter] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    reports: list[Receipt] = field(default_factory=list)


WORLD = World()


class Fake:
    """Does as the world says: an answer, or "die" (nothing comes back, it arrived) or "vanish" (nor did it arrive)."""

    name, idempotent = "fake", False

    def send(self, letter: Letter, given: Mapping[str, Any], *, at: datetime) -> Answer:
        answer = WORLD.answers.pop(0) if WORLD.answers else Answer(Outcome.TAKEN, reference=f"r{letter.id}")
        WORLD.letters.append(letter)
        if self.idempotent and WORLD.arrived[letter.id]:
            answer = answer if answer in ("die", "vanish") else Answer(Outcome.TAKEN)  # it knows the letter
        if answer == "die":
            WORLD.arrived[letter.id] = 1 if self.idempotent else WORLD.arrived[letter.id] + 1
            raise SystemExit
        if answer == "vanish":
            raise SystemExit
        if answer.outcome is Outcome.TAKEN or answer.problem == "arrived":
            WORLD.arrived[letter.id] = 1 if self.idempotent else WORLD.arrived[letter.id] + 1
        return answer

    def receipts(self, given: Mapping[str, Any]) -> Sequence[Receipt]:
        found, WORLD.reports = WORLD.reports, []
        return found


class Knowing(Fake):
    """The same, of a gateway that knows a letter again."""

    name, idempotent = "knowing", True


@contextmanager
def gateway(folder: Path, sender: str = "fake", text: str = "") -> Iterator[World]:
    """Let mail and text messages go through the fake gateway."""
    WORLD.__init__()  # type: ignore[misc]
    path = folder / "channels.toml"
    path.write_text(text or f'[email]\nsender = "{sender}"\n[sms]\nsender = "{sender}"\n', encoding="utf-8")
    senders = {**settings.SENDERS, "fake": "tests.notices.helping.Fake", "knowing": "tests.notices.helping.Knowing"}
    with override_settings(CHANNELS_FILE=path, SENDERS=senders):
        yield WORLD


def about(**over: Any) -> About:
    matter = offered()
    return About(
        **{"matter_id": matter.id, "number": matter.number, "kind": matter.kind, "area_id": matter.area_id, **over}
    )


def post(at: datetime = NOW, **over: Any) -> Notice:
    """Write down a mail with a one-time link to a unit's mailbox."""
    from fengqiao.notices.actions import send

    given: dict[str, Any] = {
        "kind": NoticeKind.LINK,
        "to": Address(Way.EMAIL, "office@unit.example", unit("dept.urban")),
        "link": "https://fengqiao.example/once/TOKEN-7171",
        "by": viewer("dispatcher"),
        "at": at,
        **over,
    }
    return Notice.objects.get(id=send(**{"about": about(), **given}))
