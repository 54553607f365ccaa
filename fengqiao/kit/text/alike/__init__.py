"""Messages about the same thing, told by different people in different words: gathered into groups, with their heat.

Two messages are compared from six sides (`likeness`): how alike their subjects are, how much of the one's subject the
other tells, their themes, the names and the rarer words in them, and whether they name the same districts. Pairs
become groups by average linkage (`gathering`), so that no chain of pairs draws far ones together; members that share no
more than a name with the others fall out. scipy and jieba are imported when there is something to gather.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fengqiao.kit.text.alike.gathering import Choices, gather
from fengqiao.kit.text.alike.heat import Heat, busiest, heat_of
from fengqiao.kit.text.alike.one import Nearness, Profile, nearness, profile_of, signs_of
from fengqiao.kit.text.alike.reading import Message, message_of, plain, read
from fengqiao.kit.text.alike.sides import sides_of

__all__ = [
    "Choices",
    "Heat",
    "Message",
    "Nearness",
    "Profile",
    "busiest",
    "group_messages",
    "heat_of",
    "message_of",
    "nearness",
    "profile_of",
    "signs_of",
]


def group_messages(messages: Sequence[Message], choices: Choices | None = None) -> list[int]:
    """Return the number of each message's group: 1 for the largest (of equals, the one with the earliest message) and
    so on, 0 for a message that stands alone. The same messages give the same groups.
    """
    same = [plain(f"{message.title}\n{message.body}\n{message.place}") for message in messages]
    first = {text: number for number, text in reversed(list(enumerate(same))) if text}
    told = [number for number, text in enumerate(same) if text]
    found = [0] * len(messages)
    if len(told) > 1:
        gathered = gather(sides_of(read([messages[number] for number in told])), choices)
        for number, group in zip(told, gathered, strict=True):
            found[number] = group
    # What is told twice word for word is one thing, however common its words are.
    marks = [found[first[text]] or -first[text] - 1 if text else 0 for text in same]
    return _by_size(marks)


def _by_size(marks: Sequence[int]) -> list[int]:
    """Return the marks as numbers from 1, the commonest first, of equals the earliest; 0 for one that comes once."""
    counted = Counter(mark for mark in marks if mark)
    firsts = {mark: number for number, mark in reversed(list(enumerate(marks)))}
    several = sorted((mark for mark in counted if counted[mark] > 1), key=lambda mark: (-counted[mark], firsts[mark]))
    numbers = {mark: number for number, mark in enumerate(several, start=1)}
    return [numbers.get(mark, 0) for mark in marks]
