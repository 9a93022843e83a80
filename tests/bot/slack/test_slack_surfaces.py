"""Where it listens, and what can be done with an answer: through the real Bolt app."""

from __future__ import annotations

from dataclasses import replace

from slack_room import Room, fingerprint_of, text_of
from slack_stand_in import BOT, TEAM

from bot.slack.phrases import GREETING, NOT_INVITED, STATUS, THANKS
from bot.slack.unsaid import Unsaid, unsaid

FULL = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
BARE = "exampline? 40 years old, fever for 9 days"


def verdict(message: dict) -> str:
    return message["blocks"][0]["text"]["text"].split(" ", 1)[1]


def test_a_mention_is_answered_once_in_its_thread(room: Room) -> None:
    ts = room.ask(FULL)

    [answer] = room.answered()
    assert answer["thread_ts"] == ts
    assert verdict(answer) == "RECOMMENDED"


def test_a_mention_of_somebody_else_and_a_message_to_nobody_are_left_alone(room: Room) -> None:
    room.say("<@U2> exampline?")
    room.say("exampline for an adult on day 4 of Marlowe fever?")

    assert room.answered() == []


def test_a_direct_message_is_answered_without_a_mention(room: Room) -> None:
    ts = room.say(FULL, channel="D1")

    [answer] = room.answered("D1")
    assert answer["thread_ts"] == ts


def test_the_assistant_pane_greets_suggests_and_shows_that_it_is_at_work(room: Room) -> None:
    pane = {"channel_id": "D1", "thread_ts": "1700000000.000100", "user_id": "U1", "context": {}}
    room.event({"type": "assistant_thread_started", "assistant_thread": pane})
    room.settle()
    room.say(FULL, channel="D1", thread="1700000000.000100")

    greeting, answer = room.answered("D1")
    assert greeting["text"] == GREETING
    assert verdict(answer) == "RECOMMENDED"
    assert [each["status"] for each in room.slack.called("assistant.threads.setStatus")] == [STATUS]
    [prompts] = room.slack.called("assistant.threads.setSuggestedPrompts")
    assert 1 <= len(prompts["prompts"]) <= 4


def test_a_command_is_answered_privately_until_it_is_shared(room: Room) -> None:
    response = room.command(FULL)
    room.settle()

    [private] = room.slack.called("response_url")
    assert response.text == ""
    assert private["response_type"] == "ephemeral"
    assert room.slack.posted() == []

    room.press(private["blocks"], "Share in this channel")
    [shared] = room.answered()
    assert fingerprint_of(shared["blocks"]) == fingerprint_of(private["blocks"])
    assert "thread_ts" not in shared
    assert "<@U1>" in text_of(shared["blocks"])


def test_a_shared_answer_is_a_thread_in_which_anybody_can_go_on(room: Room) -> None:
    room.command(BARE)
    room.settle()
    room.press(room.slack.called("response_url")[0]["blocks"], "Share in this channel")
    [shared] = room.answered()

    room.say("not pregnant, no rash", thread=shared["ts"], user="U2")
    answers = room.answered()
    assert [verdict(each) for each in answers[1:]] == ["RECOMMENDED"]


def test_sharing_where_the_bot_was_not_invited_says_nothing_there(room: Room) -> None:
    room.command(FULL, channel="C9")
    room.settle()
    room.press(room.slack.called("response_url")[0]["blocks"], "Share in this channel", channel="C9")

    assert room.answered("C9") == []
    assert room.slack.called("response_url")[-1]["text"] == NOT_INVITED


def test_a_mention_in_a_channel_it_was_not_invited_to_is_not_answered_another_way(room: Room) -> None:
    room.ask(FULL, channel="C9")
    room.settle()

    assert room.slack.posted("C9") == []
    assert {call.method for call in room.slack.calls} == {"chat.postMessage"}


def test_an_empty_command_says_how_to_ask(room: Room) -> None:
    assert "/guideline Exampline" in room.command("").text


def test_a_missing_fact_is_a_button_that_runs_the_rules_again_in_place(room: Room) -> None:
    room.ask(BARE)
    [before] = room.answered()
    assert verdict(before) == "MORE FACTS NEEDED"
    old = fingerprint_of(before["blocks"])

    room.press(before["blocks"], "no")
    [after] = room.answered()
    assert after["ts"] == before["ts"]
    assert verdict(after) == "RECOMMENDED"
    assert fingerprint_of(after["blocks"]) != old


def test_a_missing_number_is_asked_for_in_a_dialog_of_one_field(room: Room) -> None:
    room.ask("exampline?")
    [before] = room.answered()
    room.press(before["blocks"], "Give days of fever")
    view = room.opened()
    assert [block["block_id"] for block in view["blocks"]] == ["fact:fever_days"]

    room.submit(view, fever_days="9 days")
    [after] = room.answered()
    assert "9 days" in text_of(after["blocks"])


def test_facts_are_edited_in_a_dialog_with_the_fields_of_the_vocabulary(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "Edit facts")
    view = room.opened()
    kinds = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert kinds["fact:pregnant"]["type"] == "static_select"
    assert kinds["fact:pregnant"]["initial_option"]["value"] == "no"
    assert kinds["fact:age"]["initial_value"] == "40 years"

    room.submit(view, pregnant="yes")
    [after] = room.answered()
    assert after["ts"] == answer["ts"]
    assert "pregnant: yes" in text_of(after["blocks"])
    assert verdict(after) != "RECOMMENDED"


def test_a_dialog_sent_unchanged_changes_nothing(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "Edit facts")
    room.submit(room.opened())
    room.settle()

    assert room.slack.called("chat.update") == []


def test_what_is_wrong_in_a_dialog_is_told_at_its_field(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "Edit facts")
    response = room.submit(room.opened(), age="900 years", fever_days="9 bananas")

    errors = response.json()["errors"]
    assert response.json()["response_action"] == "errors"
    assert "not possible" in errors["fact:age"]
    assert "bananas" in errors["fact:fever_days"]


def facts_line(message: dict) -> str:
    return next(line for line in text_of(message["blocks"]).split("\n") if line.startswith("Understood"))


def test_a_fact_read_from_words_is_taken_back_by_clearing_its_field(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "Edit facts")
    room.submit(room.opened(), pregnant="")

    [after] = room.answered()
    assert after["ts"] == answer["ts"]
    assert "pregnant" not in facts_line(after)
    assert "9 days" in facts_line(after)
    assert verdict(after) == "MORE FACTS NEEDED"


def test_a_fact_said_earlier_in_the_thread_is_taken_back_there(room: Room) -> None:
    ts = room.ask(FULL)
    room.settle()
    room.say("What would change this?", thread=ts)
    first, second = room.answered(thread=ts)
    room.press(second["blocks"], "Edit facts")
    room.submit(room.opened(), pregnant="")

    assert ["pregnant" in facts_line(each) for each in room.answered(thread=ts)] == [False, False]
    assert [each["ts"] for each in room.answered(thread=ts)] == [first["ts"], second["ts"]]


def test_a_fact_whose_words_cannot_be_found_is_not_taken_back(room: Room) -> None:
    ts = room.ask(FULL)
    room.settle()
    [said] = room.office.threads.thread(TEAM, "C1", ts)
    answer = room.office.reply(said, [said]).answer
    facts = tuple(replace(each, words="elsewhere") if each.name == "age" else each for each in answer.facts)

    assert unsaid(room.office, said, replace(answer, facts=facts), ["age"]) == Unsaid({}, ("age",))


def test_what_was_given_by_dialog_and_cleared_falls_back_to_the_words(room: Room) -> None:
    room.ask(FULL)
    room.press(room.answered()[0]["blocks"], "Edit facts")
    room.submit(room.opened(), pregnant="yes")
    room.press(room.answered()[0]["blocks"], "Edit facts")
    room.submit(room.opened(count=2), pregnant="")

    assert "pregnant: no" in facts_line(room.answered()[0])


def test_a_private_answer_is_edited_privately(room: Room) -> None:
    room.command(BARE)
    room.settle()
    room.press(room.slack.called("response_url")[0]["blocks"], "no")
    room.settle()

    after = room.slack.called("response_url")[-1]
    assert after["replace_original"] is True
    assert verdict(after) == "RECOMMENDED"
    assert room.slack.posted() == []


def test_show_all_opens_everything_the_card_leaves_out(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "Show all")

    assert "✓ met" in text_of(room.opened()["blocks"])


def test_a_follow_up_is_asked_by_its_button(room: Room) -> None:
    ts = room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "What would change this?", user="U2")

    _, second = room.answered(thread=ts)
    assert "<@U2> asked: What would change this?" in text_of(second["blocks"])


def test_a_reason_becomes_a_draft_gold_case_in_the_same_place_as_the_webs(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "👎")
    room.submit(room.opened(), reason="wrong_verdict", comment="It should wait for day ten.")
    room.settle()

    [case] = (room.office.web.settings.home / "feedback").glob("*.yaml")
    assert "It should wait for day ten." in case.read_text()
    assert "no rash" in case.read_text()
    assert room.slack.called("response_url")[-1]["text"] == THANKS


def test_praise_needs_no_dialog(room: Room) -> None:
    room.ask(FULL)
    [answer] = room.answered()
    room.press(answer["blocks"], "👍")
    room.settle()

    assert [each.helpful for each in room.office.web.shelf.store().opinions()] == [True]


def test_the_shortcut_checks_a_colleagues_message_where_only_one_sees_it(room: Room) -> None:
    message = {"text": "Exampline is recommended from day 1 on.", "ts": "1700000000.000100", "user": "U2"}
    payload = {"type": "message_action", "callback_id": "gb:check", "channel": {"id": "C9"}, "message": message}
    response = room.interact({**payload, "response_url": room.slack.response_url()})

    assert response.status_code == 200
    view = room.opened()
    assert view["callback_id"] == "gb:check"
    again = room.submit(view, question="exampline for an adult on day 1 of Marlowe fever?")
    assert again.json()["response_action"] == "update"
    assert {call.method for call in room.slack.calls} == {"views.open"}


def test_a_channel_prefers_a_country(room: Room) -> None:
    room.command("settings")
    view = room.opened()
    country = view["blocks"][0]["element"]["options"][0]["value"]
    room.submit(view, country=country)

    assert room.office.threads.preference(TEAM, "C1").country == country
    room.ask(FULL)
    assert len(room.answered()) == 1


def test_the_question_is_read_as_it_was_typed(room: Room) -> None:
    room.say(f"<@{BOT}> exampline? age &gt;= 40, <https://example.org/a|no rash>, ask <@U2> &amp; <#C2|ward>")
    room.settle()

    [said] = room.office.threads.thread(TEAM, "C1", room.slack.posted()[0]["thread_ts"])
    assert said.text == "exampline? age >= 40, no rash, ask & ward"
