"""Manners: answered once, in a second, within Slack's limits; edits and deletions followed; threads not forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_room import Room, fingerprint_of, text_of
from slack_stand_in import BOT, TEAM, as_json

from bot.settings import Settings
from bot.slack import reception
from bot.slack.deliveries import MOST_TRIES, Deliveries, Delivery
from bot.store import open_store

FULL = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
BARE = "exampline? 40 years old, fever for 9 days"


def verdict(message: dict[str, Any]) -> str:
    return message["blocks"][0]["text"]["text"].split(" ", 1)[1]


def test_acknowledged_within_a_second_however_slow_slack_is(room: Room) -> None:
    room.slack.slow_s = 1.5
    room.ask(FULL)

    assert max(room.acknowledged_s) < 1.0
    assert len(room.answered()) == 1


def test_retried_and_duplicated_deliveries_are_answered_once(room: Room) -> None:
    event = room.message(f"<@{BOT}> {FULL}")
    for number in range(4):
        body, kind = as_json({
            "type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event, "attempt": number,
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        })  # fmt: skip
        assert room.send(body, kind).status_code == 200

    assert len(room.answered()) == 1


def test_two_applications_on_one_database_answer_once(open_room: Callable[..., Room], toy: Any) -> None:
    one, other = open_room(toy), open_room(toy)
    event = one.message(f"<@{BOT}> {FULL}")
    for _ in range(3):
        one.event(event)
        other.event({**event, "type": "app_mention"})

    one.settle()
    assert len(other.answered()) == 1


def test_facts_carry_over_in_a_thread(room: Room) -> None:
    ts = room.ask(BARE)
    room.settle()
    room.say("not pregnant, no rash", thread=ts)

    assert [verdict(each) for each in room.answered(thread=ts)] == ["MORE FACTS NEEDED", "RECOMMENDED"]


def test_somebody_else_can_go_on(room: Room) -> None:
    ts = room.ask(BARE)
    room.settle()
    room.say("not pregnant, no rash", thread=ts, user="U7")

    assert verdict(room.answered(thread=ts)[-1]) == "RECOMMENDED"


def test_facts_carry_over_after_a_restart_and_to_another_worker(open_room: Callable[..., Room], toy: Any) -> None:
    first = open_room(toy)
    ts = first.ask(BARE)
    first.press(first.answered()[0]["blocks"], "no")
    first.settle()
    first.client.__exit__(None, None, None)
    first.client.__enter__()  # its lifespan ends: what follows is another application on the same database

    second = open_room(toy)
    second.say("no rash", thread=ts)
    answer = second.answered(thread=ts)[-1]
    assert "pregnant: no" in text_of(answer["blocks"])
    assert "9 days" in text_of(answer["blocks"])


def test_new_patient_starts_again(room: Room) -> None:
    ts = room.ask(FULL)
    room.settle()
    room.press(room.answered()[0]["blocks"], "Edit facts")
    room.submit(room.opened(), age="41 years")
    room.settle()
    room.say("new patient: exampline for a child?", thread=ts)

    answer = room.answered(thread=ts)[-1]
    assert "41" not in text_of(answer["blocks"][:4])
    assert "9 days" not in text_of(answer["blocks"][:4])
    assert verdict(answer) != "RECOMMENDED"


def test_people_in_the_thread_may_talk_to_each_other(room: Room) -> None:
    ts = room.ask(FULL)
    room.settle()
    room.say("<@U2> can you come to the ward?", thread=ts)
    room.say("thanks, lunch now", thread=ts)

    assert len(room.answered(thread=ts)) == 1


def test_a_later_message_that_overtakes_an_earlier_one_is_answered_as_if_it_had_not(room: Room) -> None:
    root, reply = room.slack.ts(), room.slack.ts()
    room.ask("not pregnant, no rash", thread=root, ts=reply)
    room.settle()
    room.ask(BARE, ts=root)

    by_question = {each["metadata"]["event_payload"]["question"]: each for each in room.answered(thread=root)}
    assert verdict(by_question[root]) == "MORE FACTS NEEDED"
    assert verdict(by_question[reply]) == "RECOMMENDED"


def test_a_reply_without_mention_that_overtakes_its_thread_is_answered(room: Room) -> None:
    room.client.app.state.slack.tick_s = 0.05  # type: ignore[attr-defined]
    root, reply = room.slack.ts(), room.slack.ts()
    room.say("not pregnant, no rash", thread=root, ts=reply)
    room.ask(BARE, ts=root)
    until = time.monotonic() + 5
    while len(room.slack.posted(thread=root)) < 2 and time.monotonic() < until:
        time.sleep(0.05)

    assert {verdict(each) for each in room.answered(thread=root)} == {"MORE FACTS NEEDED", "RECOMMENDED"}


def test_an_edit_changes_the_answer_in_place_and_those_after_it(room: Room) -> None:
    ts = room.ask(BARE)
    room.settle()
    room.say("no rash", thread=ts)
    first, second = room.answered(thread=ts)
    old = fingerprint_of(second["blocks"])

    room.edit(ts, f"<@{BOT}> {BARE}, not pregnant")
    after = room.answered(thread=ts)
    assert [each["ts"] for each in after] == [first["ts"], second["ts"]]
    assert fingerprint_of(after[1]["blocks"]) != old
    assert verdict(after[1]) == "RECOMMENDED"


def test_an_edit_that_overtakes_its_message_wins(room: Room) -> None:
    ts = room.slack.ts()
    room.edit(ts, f"<@{BOT}> {FULL}")
    room.settle()
    room.ask("exampline?", ts=ts)

    [answer] = room.answered(thread=ts)
    assert verdict(answer) == "RECOMMENDED"


def test_a_link_that_unfurls_is_not_an_edit(room: Room) -> None:
    ts = room.ask(FULL)
    room.settle()
    message = {"type": "message", "user": "U1", "text": f"<@{BOT}> {FULL}", "ts": ts, "attachments": [{}]}
    room.event({"type": "message", "subtype": "message_changed", "channel": "C1", "message": message})

    assert len(room.answered()) == 1
    assert room.slack.called("chat.update") == []


def test_a_deleted_question_takes_its_answer_with_it(room: Room) -> None:
    ts = room.ask(BARE)
    room.settle()
    room.say("not pregnant, no rash", thread=ts)
    assert verdict(room.answered(thread=ts)[1]) == "RECOMMENDED"

    room.delete(ts, f"<@{BOT}> {BARE}")
    [left] = room.answered(thread=ts)
    assert verdict(left) != "RECOMMENDED"
    assert room.office.threads.thread(TEAM, "C1", ts)[0].text == ""


def test_a_deletion_that_overtakes_its_message_is_obeyed(room: Room) -> None:
    ts = room.slack.ts()
    room.delete(ts, f"<@{BOT}> {FULL}")
    room.settle()
    room.ask(FULL, ts=ts)

    assert room.answered() == []


def test_an_answer_that_somebody_deleted_stays_deleted(room: Room) -> None:
    ts = room.ask(BARE)
    room.settle()
    room.slack.messages["C1"].clear()
    room.edit(ts, f"<@{BOT}> {FULL}")

    assert room.answered() == []


def test_a_rate_limit_is_obeyed_for_as_long_as_slack_says(room: Room) -> None:
    room.slack.fail("chat.postMessage", retry_after=2)
    began = time.monotonic()
    room.ask(FULL)
    while not room.slack.called("chat.postMessage"):
        time.sleep(0.01)
    room.ask(BARE)  # while the method rests: the stand-in counts a call as a fault

    assert len(room.answered()) == 2
    assert time.monotonic() - began >= 1.9
    assert room.slack.called("conversations.replies") == []  # it is certain that nothing was posted


def test_a_fault_of_slack_is_tried_again(room: Room) -> None:
    room.slack.fail("chat.postMessage", status=500, times=2)
    room.ask(FULL)

    assert len(room.answered()) == 1


def test_a_time_out_that_was_posted_all_the_same_is_not_posted_twice(open_room: Callable[..., Room], toy: Any) -> None:
    room = open_room(toy, slack_patience_s=1)
    room.slack.fail("chat.postMessage", hangs_s=2.0, done=True)
    ts = room.ask(FULL)

    assert len(room.answered()) == 1
    assert room.slack.called("conversations.replies")[0]["ts"] == ts


def test_a_time_out_that_was_not_posted_is_posted(open_room: Callable[..., Room], toy: Any) -> None:
    room = open_room(toy, slack_patience_s=1)
    room.slack.fail("chat.postMessage", hangs_s=2.0)
    room.ask(FULL)

    assert len(room.answered()) == 1


@pytest.mark.parametrize("posted", [True, False])
def test_where_slack_may_not_be_looked_up_its_own_event_tells_what_was_posted(
    open_room: Callable[..., Room],
    toy: Any,
    posted: bool,  # noqa: FBT001
) -> None:
    """An answer that stands is known without permission to read; where nobody knows, nothing is posted twice."""
    room = open_room(toy, slack_patience_s=1)
    room.slack.fail("chat.postMessage", hangs_s=1.5, done=posted)
    room.slack.fail("conversations.replies", error="missing_scope", times=99)
    ts = room.ask(FULL)
    until = time.monotonic() + 5
    while posted and not room.slack.posted(thread=ts) and time.monotonic() < until:
        time.sleep(0.02)
    for each in room.slack.posted(thread=ts):
        room.event({**each, "type": "message", "channel": "C1", "channel_type": "channel"})

    assert [verdict(each) for each in room.answered(thread=ts)] == ["RECOMMENDED"] * posted
    assert len(room.slack.called("chat.postMessage")) == 1
    known = room.office.threads.thread(TEAM, "C1", ts)[0]
    assert bool(known.answer and known.fingerprint) == posted


def test_another_bot_cannot_claim_an_answer(room: Room) -> None:
    ts = room.ask(FULL)
    [answer] = room.answered(thread=ts)
    place = room.office.threads.thread(TEAM, "C1", ts)[0].place
    room.office.threads.note(place, answer="")
    room.event({**answer, "type": "message", "channel": "C1", "user": "UOTHER", "bot_id": "B2", "ts": room.slack.ts()})

    assert room.office.threads.find(place).answer == ""


def test_what_slack_refuses_is_not_tried_for_ever(room: Room) -> None:
    room.slack.fail("chat.postMessage", error="restricted_action")
    room.ask(FULL)

    assert room.answered() == []
    assert len(room.slack.called("chat.postMessage")) == 1


def test_a_response_url_elsewhere_is_not_called(room: Room) -> None:
    from bot.slack.talk import Refused

    with pytest.raises(Refused, match="not_a_response_url"):
        room.office.line(TEAM).respond("http://127.0.0.2/steal", {"text": "x"})


def test_what_a_killed_worker_had_posted_and_not_noted_is_not_posted_again(room: Room) -> None:
    ts = room.slack.ts()
    body = {"team_id": TEAM, "event": room.message(f"<@{BOT}> {FULL}", ts=ts), "authorizations": [{"user_id": BOT}]}
    delivery = reception.of_event(room.office, body)
    dying = Deliveries(room.office.deliveries.engine, "dying", lease_s=0.3)
    assert delivery
    dying.add(delivery)
    dying.take(delivery.key)
    room.office.line(TEAM).post("C1", ts, ts, {"text": "posted, and then it died"})

    [answer] = room.answered(thread=ts)
    assert verdict(answer) == "RECOMMENDED"


def test_a_worker_that_lost_its_lease_does_not_post(room: Room) -> None:
    ts = room.slack.ts()
    body = {"team_id": TEAM, "event": room.message(f"<@{BOT}> {FULL}", ts=ts), "authorizations": [{"user_id": BOT}]}
    delivery = reception.of_event(room.office, body)
    sleepy = Deliveries(room.office.deliveries.engine, "sleepy", lease_s=0.0)
    assert delivery
    sleepy.add(delivery)
    sleepy.take(delivery.key)
    room.settle()

    assert not sleepy.hold(delivery.key)
    assert not sleepy.finish(delivery.key)
    assert len(room.slack.posted()) == 1


def test_a_delivery_that_always_fails_is_given_up_and_its_words_with_it(tmp_path: Path) -> None:
    now = [1000.0]
    store = open_store(Settings(home=tmp_path))
    deliveries = Deliveries(store.engine, clock=lambda: now[0])
    deliveries.add(Delivery("broken", "say", {"text": "words"}))
    tries = 0
    while taken := deliveries.take("broken"):
        tries = taken.tries
        deliveries.postpone(taken, 60.0, undone=False)
        assert deliveries.take("broken") is None  # not before its pause is over
        now[0] += 61

    assert tries == MOST_TRIES
    assert deliveries.due() == []
    assert not deliveries.add(Delivery("broken", "say", {}))


def test_waiting_as_slack_asked_does_not_count_as_a_try(tmp_path: Path) -> None:
    now = [1000.0]
    deliveries = Deliveries(open_store(Settings(home=tmp_path)).engine, clock=lambda: now[0])
    deliveries.add(Delivery("limited", "say", {}))
    for _ in range(3 * MOST_TRIES):
        taken = deliveries.take("limited")
        assert taken
        assert taken.tries == 1
        deliveries.postpone(taken, 30.0, undone=True)
        now[0] += 31


def test_only_listed_channels_are_answered_in(open_room: Callable[..., Room], toy: Any) -> None:
    room = open_room(toy, slack_channels="C2, C3")
    room.ask(FULL)
    room.ask(FULL, channel="C2")
    room.say(FULL, channel="D1")

    assert (len(room.answered()), len(room.answered("C2")), len(room.answered("D1"))) == (0, 1, 1)
    assert "not set up" in room.command(FULL).text


def test_only_listed_workspaces_are_served(open_room: Callable[..., Room], toy: Any) -> None:
    room = open_room(toy, slack_workspaces="T9")
    room.ask(FULL)

    assert room.answered() == []


def test_a_database_that_is_gone_makes_slack_send_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.store import StoreProblem

    def gone() -> None:
        raise StoreProblem("gone")

    monkeypatch.setattr(room.office.web.shelf, "store", gone)
    assert room.event(room.message(f"<@{BOT}> {FULL}")).status_code == 503
    monkeypatch.undo()

    event = room.message(f"<@{BOT}> {FULL}")
    assert room.event(event).status_code == 200
    assert len(room.answered()) == 1


def test_a_question_that_cannot_be_taken_is_answered_in_one_sentence(room: Room) -> None:
    room.ask("exampline? " * 6_000)

    [answer] = room.answered()
    assert "too long" in text_of(answer["blocks"])
