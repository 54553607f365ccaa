"""How long “looks like the same thing” takes while somebody types, on a database with many matters.

    FENGQIAO_HOME=/tmp/bench-home python bench/alike_speed.py [--matters 200000]

Fills a fresh demo county and copies its matters (with their signs, under other names for most) until there are so many;
then asks for a hundred tellings, and beside it for the floor: one look at the gate (`visible`) for sixty matters by id.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.site.settings")
BATCH = 2000


def copy_until(wanted: int) -> None:
    """Copy matters over two years; every fourth copy keeps its names, the others get names of their own."""
    from fengqiao.kit.identifiers import new_id
    from fengqiao.matters.models import Matter, Sign

    models = list(Matter.objects.all())
    signs = {row.id: list(row.signs.values_list("sign", flat=True)) for row in models}
    made = len(models)
    while made < wanted:
        rows, marks = [], []
        for number in range(made, min(made + BATCH, wanted)):
            of = models[number % len(models)]
            names = signs[of.id]
            copied = Matter(**{field.attname: getattr(of, field.attname) for field in Matter._meta.concrete_fields})
            copied.id, copied.number = new_id(), f"B{number:08}"
            copied.received_at = of.received_at - timedelta(days=number % 730)
            rows.append(copied)
            shift = 0 if number % 4 == 0 else number
            marks += [Sign(matter=copied, sign=(sign ^ shift), at=copied.received_at) for sign in names]
        Matter.objects.bulk_create(rows)
        Sign.objects.bulk_create(marks, batch_size=5000)
        made += len(rows)


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure() -> None:
    """Print the median and the slowest of a hundred questions, and the floor."""
    from django.utils import timezone

    from fengqiao.kit.text.alike import Message
    from fengqiao.matters.models import Matter, Report, Sign
    from fengqiao.matters.queries import alike_to, visible
    from fengqiao.orgs.queries import viewer_named

    now = timezone.now()
    viewer = viewer_named("dispatcher.county", at=now)
    assert viewer is not None
    asked = [Message(row.title, row.text) for row in Report.objects.order_by("id")[:100]]
    since = now - timedelta(days=180)

    def ask(message: Message) -> None:
        alike_to(viewer, message, since=since, least=0.27, most=3)

    ask(asked[0])
    ids = list(Matter.objects.values_list("id", flat=True)[:60])
    floor = statistics.median(milliseconds(lambda: list(visible(viewer).filter(id__in=ids))) for _ in range(20))
    times = sorted(milliseconds(lambda each=each: ask(each)) for each in asked)  # type: ignore[misc]
    print(f"{Matter.objects.count()} matters, {Sign.objects.count()} signs")
    print(f"floor (gate, 60 ids) {floor:8.1f} ms")
    median = statistics.median(times)
    print(
        f"asking, median       {median:8.1f} ms, {median / floor:.1f} times the floor; 95 of 100 within {times[94]:.1f} ms"
    )


def main() -> None:
    """Fill where there is nothing yet, and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--matters", type=int, default=200_000)
    given = parser.parse_args()
    import django

    django.setup()
    copy_until(given.matters)
    measure()


if __name__ == "__main__":
    main()
