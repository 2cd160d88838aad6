"""What a run works out once: the same values give the same result, other values another."""

from __future__ import annotations

from generator.memo import Memo


class Box:
    """A value that is made of another."""

    def __init__(self, inside: object) -> None:
        self.inside = inside

    @classmethod
    def of(cls, inside: object) -> Box:
        return cls(inside)


def test_a_result_is_made_once_for_the_same_values() -> None:
    memo, value = Memo(), [1]

    assert memo.once(Box.of, value) is memo.once(Box.of, value)


def test_equal_values_are_not_the_same_but_equal_texts_are() -> None:
    memo = Memo()

    assert memo.once(Box.of, [1]) is not memo.once(Box.of, [1])
    assert memo.once(Box.of, "ab") is memo.once(Box.of, "".join(["a", "b"]))


def test_values_are_held_so_that_no_other_takes_their_place() -> None:
    memo = Memo()

    made = [memo.once(Box.of, [n]).inside for n in range(1000)]

    assert made == [[n] for n in range(1000)]


def test_an_absent_result_is_a_result() -> None:
    memo, calls = Memo(), list[int]()

    for _ in range(2):
        memo.of("nothing", (), lambda: calls.append(1))

    assert calls == [1]
