"""Synthetic people go through every surface that keeps or logs anything; then every byte that was written is read."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.talk import Talk
from bot.web.app import create_app
from bot.wiring import Bot

SYNTHETIC = Path(__file__).parents[3] / "shared" / "benchmarks" / "phi" / "presidio_synth_v2.jsonl"
TODAY = date(2026, 11, 21)
EVERY, EVERY_MASKED = 150, 5
LONG = 5  # characters: shorter values stand among the bytes of any hash
IDENTIFIES = {
    "PERSON", "STREET_ADDRESS", "ZIP_CODE", "PHONE_NUMBER", "EMAIL_ADDRESS", "DOMAIN_NAME", "IP_ADDRESS",
    "CREDIT_CARD", "IBAN_CODE", "US_SSN", "US_DRIVER_LICENSE",
}  # fmt: skip
OWN = [
    ("Mrs Jane Featherstonehaugh, MRN 12345678, asks about ZZ", ["Jane Featherstonehaugh", "12345678"]),
    ("my name is rubija and I never smoked", ["rubija"]),
    (
        "Kjersti Øverland lives at 83854 Strickstrasse 61, Zuoz, Switzerland 53730",
        ["Kjersti", "Strickstrasse", "53730"],
    ),
    ("they had 6: romi, erik and amy; write to erik.b@example.org", ["romi", "erik", "amy", "example.org"]),
    ("Graves said ZZ; Xylander denies it, card 4454794511390933", ["Xylander", "4454794511390933"]),
    ("call 78 651 450 or 0961-7596216 about O'Shaughnessy", ["78 651 450", "0961-7596216", "Shaughnessy"]),
]


def sentences(every: int = EVERY) -> list[tuple[str, list[str]]]:
    """Sentences, each with what identifies somebody in it: ours, and some of the synthetic ones where they are."""
    if not SYNTHETIC.is_file():
        return OWN
    rows = [json.loads(line) for line in SYNTHETIC.read_text("utf-8").splitlines()][::every]
    told = [[span["value"] for span in row["spans"] if span["type"] in IDENTIFIES] for row in rows]
    return [*OWN, *((row["text"], values) for row, values in zip(rows, told, strict=True))]


@pytest.fixture(params=[False, True], ids=["questions not logged", "questions logged"])
def client(request: pytest.FixtureRequest, bot: Bot, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path, requests_per_minute=0, log_questions=request.param)
    with TestClient(create_app(bot, settings, lambda: TODAY), raise_server_exceptions=False) as client:
        yield client


def leaked(written: bytes, told: list[tuple[str, list[str]]]) -> list[str]:
    """What identifies somebody and was written, in any of the ways that JSON and YAML write it."""
    values = {value for _, values in told for value in values if len(value) >= LONG}
    ways = {value: (value.encode(), json.dumps(value)[1:-1].encode()) for value in values}
    return sorted(
        value for value, forms in ways.items() if any(form in written and _whole(form, written) for form in forms)
    )


def _whole(form: bytes, written: bytes) -> bool:
    """Whether it stands there by itself: five digits stand inside many a hash."""
    return bool(re.search(rb"(?<![0-9A-Za-z])" + re.escape(form) + rb"(?![0-9A-Za-z])", written))


def everything_asked(client: TestClient, text: str) -> None:
    """Ask, talk, give feedback on, verify and search one text; begin and rename a conversation with it."""
    given = client.post("/v1/ask", json={"question": f"augmentation for M/S? {text}"})
    talk = client.post("/v1/conversations", json={"title": text[:100]}).json()
    for question in (text, f"and with ZZ? {text}"):
        said: Any = client.post("/v1/ask", json={"question": question, "conversation": talk["id"]}).json()
        opinion = {"fingerprint": said["fingerprint"], "helpful": False, "reason": "wrong_verdict", "comment": text}
        client.post("/v1/feedback", json=opinion)
    client.patch(f"/v1/conversations/{talk['id']}", json={"title": f"about {text[:90]}"})
    client.post("/v1/verify", json={"question": text, "text": f"It is recommended. {text}"})
    client.post("/ask", data={"question": f"augmentation for MZ? {text}"}, follow_redirects=False)
    client.get("/search", params={"q": text})
    assert given.status_code == 200


def test_no_log_and_no_store_of_the_web_holds_anything_personal(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = sentences()
    caplog.set_level(logging.DEBUG)
    for name in ("httpx2", "httpx", "httpcore"):  # the caller's own library, in the caller's own process
        logging.getLogger(name).setLevel(logging.CRITICAL)

    for text, _ in told:
        everything_asked(client, text)

    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert len(list((tmp_path / "feedback").glob("*.yaml"))) > 0
    assert leaked(written, told) == []
    assert leaked(caplog.text.encode(), told) == []


def test_with_the_operators_switch_questions_are_logged_and_without_it_they_are_not(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.web")

    client.post("/v1/ask", json={"question": "Mrs Featherstonehaugh is ZZ, augmentation?"})

    logged = [record.getMessage() for record in caplog.records if "augmentation?" in record.getMessage()]
    switch = client.app.state.web.settings.log_questions  # type: ignore[attr-defined]
    assert len(logged) == int(switch)
    assert all("[name] is ZZ" in line for line in logged)


def test_a_talk_in_the_terminal_writes_nothing(bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    for text, _ in OWN:
        Talk(bot, TODAY).reply(text)

    assert (list(tmp_path.rglob("*")), caplog.text) == ([], "")


def test_what_may_be_kept_names_nobody_and_is_not_masked_twice(bot: Bot) -> None:
    for n, (text, told) in enumerate(sentences(1)):
        masked = bot.keeping.keepable(text)

        assert [value for value in told if value in masked] == []
        assert n % EVERY_MASKED or bot.keeping.keepable(masked) == masked


@pytest.mark.parametrize("text", [
    "Mmalton/Z, my brother is Siiyama; can he get Zemaira?",
    "Respreeza is my question: does George's questionnaire matter in ZZ?",
])  # fmt: skip
def test_the_words_of_a_topic_name_nobody(bot: Bot, text: str) -> None:
    assert all(
        word in bot.keeping.keepable(text) for word in ("Mmalton", "Siiyama", "Zemaira", "Respreeza") if word in text
    )


@pytest.mark.parametrize("text", [
    "augmentation for M/S?",
    "52yo PiZZ, FEV1 45 %, never smoked, CT emphysma, on Prolastin-C since 2019: continue?",
    "Zentrum in Bonn fragt: Mmalton/Z, 10.9 umol/L, quit 6 months ago, no lung transplant?",
    "What do CTS 2012 and the European Respiratory Society say about liver transplantation in SZ?",
    "ZZ, weight 82 kg, platelets 145, 60 mg/kg weekly: dose? I'm asking on behalf of Mr O'Brien, DOB 12/03/1961",
])  # fmt: skip
def test_a_masked_question_reads_as_the_question_does(bot: Bot, text: str) -> None:
    def read(words: str) -> tuple[Any, ...]:
        reading = bot.reader.read(words, TODAY)
        return reading.topic, reading.decisions, [(fact.name, fact.shown) for fact in reading.facts]

    assert read(bot.keeping.keepable(text)) == read(text)
