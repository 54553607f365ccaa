"""When it pays to leave a text to a person: the cost of a wrong answer against that of a look, and the bar that follows.

Chow, "On optimum recognition error and reject tradeoff", IEEE Transactions on Information Theory 16(1), 1970: with
probabilities that mean what they say it is cheapest to answer where 1 - confidence costs less than a look.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem

# The bars that are tried, in hundredths.
STEPS = 100


@dataclass(frozen=True, slots=True)
class Costs:
    """What a wrong answer costs, and what it costs when a person looks; in one unit (minutes). Refuses nonsense."""

    wrong: float
    look: float

    def __post_init__(self) -> None:
        if not (0 < self.wrong <= 1e6 and 0 < self.look <= 1e6):
            raise Problem("text-costs", "送错和人工查看的代价都必须大于 0。")

    @property
    def bar(self) -> float:
        """The confidence from which answering is cheaper than a look, were every confidence exactly right."""
        return max(0.0, 1 - self.look / self.wrong)


@dataclass(frozen=True, slots=True)
class CostPoint:
    """What a bar leads to: the rows answered, those of them wrong, and the cost of a thousand rows."""

    bar: float
    answered: int
    wrong: int
    per_thousand: float


@dataclass(frozen=True, slots=True)
class CostChoice:
    """The bar chosen, and the curve that it was chosen from (bars from 0 to 1 in hundredths)."""

    costs: Costs
    bar: float
    lowest: float
    curve: tuple[CostPoint, ...]

    def at(self, bar: float) -> CostPoint:
        """Return the point of the curve at a bar (the next hundredth)."""
        return self.curve[min(max(round(bar * STEPS), 0), STEPS)]


def cost_curve(confidence: NDArray[np.float64], right: NDArray[np.bool_], costs: Costs) -> tuple[CostPoint, ...]:
    """Return what each bar would have led to on rows that the model had not seen; refuses no rows at all."""
    rows = len(confidence)
    if not rows:
        raise Problem("text-costs-rows", "没有可以用来计算代价的记录。")
    points = []
    for step in range(STEPS + 1):
        firm = confidence >= step / STEPS
        answered, wrong = int(firm.sum()), int((firm & ~right).sum())
        cost = (wrong * costs.wrong + (rows - answered) * costs.look) / rows * 1000
        points.append(CostPoint(step / STEPS, answered, wrong, cost))
    return tuple(points)


def choose_bar(confidence: NDArray[np.float64], right: NDArray[np.bool_], costs: Costs) -> CostChoice:
    """Return the bar that costs least on rows that the model had not seen.

    The curve is flat about its lowest point, which moves from sample to sample: of all bars that are not dearer by more
    than one standard error (of the difference, row by row), the one nearest to `Costs.bar` is taken.
    """
    curve = cost_curve(confidence, right, costs)
    lowest = min(curve, key=lambda point: (point.per_thousand, abs(point.bar - costs.bar)))
    best = _row_costs(confidence, right, costs, lowest.bar)
    fair = []
    for point in curve:
        dearer = _row_costs(confidence, right, costs, point.bar) - best
        if dearer.mean() <= dearer.std() / np.sqrt(len(dearer)):
            fair.append(point.bar)
    return CostChoice(costs, min(fair, key=lambda bar: (abs(bar - costs.bar), bar)), lowest.bar, curve)


def _row_costs(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], costs: Costs, bar: float
) -> NDArray[np.float64]:
    return np.where(confidence < bar, costs.look, np.where(right, 0.0, costs.wrong))
