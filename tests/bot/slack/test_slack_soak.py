from __future__ import annotations

import pytest
from soak import soak


@pytest.mark.slow
def test_with_a_third_of_the_events_again_and_a_worker_killed_half_way_each_is_answered_exactly_once() -> None:
    """The short form; `make soak` runs a thousand."""
    counted = soak(events=60)

    assert counted.faults == []
    assert (counted.answered_once, counted.unanswered, counted.answered_more_than_once) == (60, 0, 0)
