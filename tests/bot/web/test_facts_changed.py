"""Facts on a page: taken out and put back, corrected with one tap, carried past a supposition, shown as given."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient
from web_checks import Clients

PART = {"x-fragment": "1", "accept": "text/html"}
ASKED = "ZZ, FEV1 50 %, never smoker: augmentation?"
QUESTIONED = "ZZ, AAT 11 mmol/L, never smoker: augmentation?"


@dataclass
class Reader:
    """Somebody with a page: what the last turn showed, and the fields that go with its buttons."""

    client: TestClient
    fields: dict[str, str] = field(default_factory=dict)
    turn: LexborHTMLParser = field(default_factory=lambda: LexborHTMLParser(""))

    def asks(self, question: str) -> None:
        """Type a question into the box; the page carries what came before where the server does not."""
        before = self.fields
        if "conversation" in before:
            self._posts({"conversation": before["conversation"], "question": question})
        elif before:
            history = json.dumps([*json.loads(before["history"]), before["question"]])
            given = before.get("carried", before["given"])
            self._posts({"question": question, "history": history, "given": given, "unsaved": "1"})
        else:
            self._posts({"question": question})

    def presses(self, name: str, value: str) -> None:
        """Press a button of the turn. Fails if the turn has none such."""
        assert value in [each.attributes["value"] for each in self.turn.css(f'button[name="{name}"]')]
        self._posts({**self.fields, name: value})

    def types(self, **values: str) -> None:
        self._posts({**self.fields, **{name.replace("__", "."): value for name, value in values.items()}})

    def _posts(self, form: dict[str, str]) -> None:
        page = self.client.post("/ask", data=form, headers=PART)
        assert page.status_code == 200, page.text
        self.turn = LexborHTMLParser(page.text)
        inputs = self.turn.css("[data-again] input")
        self.fields = {str(each.attributes["name"]): str(each.attributes["value"]) for each in inputs}

    @property
    def chips(self) -> dict[str, str]:
        names, values = self.turn.css(".chip summary span"), self.turn.css(".chip summary b")
        return {name.text(): value.text() for name, value in zip(names, values, strict=True)}

    @property
    def outcome(self) -> str:
        return str(self.turn.css_first(".turn").attributes["data-outcome"])

    @property
    def taken_out(self) -> list[str]:
        return [each.text() for each in self.turn.css(".without > span")]


@pytest.fixture(params=["full", "nothing"])
def reader(clients: Clients, request: pytest.FixtureRequest) -> Reader:
    """Somebody whose conversation the server keeps, and somebody whose page carries it."""
    return Reader(clients(retention=request.param))


def test_a_fact_read_from_the_words_is_taken_out_and_put_back(reader: Reader) -> None:
    reader.asks(ASKED)
    before = reader.outcome
    reader.presses("out", "fev1_percent")
    out = (reader.outcome, "FEV1" in reader.chips, reader.taken_out)
    reader.presses("unset", "fev1_percent")

    assert out == ("needs_facts", False, ["FEV1 (% predicted)"])
    assert (reader.outcome, reader.chips["FEV1"], reader.taken_out) == (before, "50% predicted", [])


def test_what_was_taken_out_stays_out_of_the_next_answer_until_words_say_it_again(reader: Reader) -> None:
    reader.asks(ASKED)
    reader.presses("out", "fev1_percent")
    reader.asks("And with emphysema?")
    next_one = "FEV1" in reader.chips
    reader.asks("FEV1 is 45 %")

    assert not next_one
    assert reader.chips["FEV1"] == "45% predicted"


def test_a_fact_that_no_words_say_goes_without_a_trace(reader: Reader) -> None:
    reader.asks("ZZ, never smoker: augmentation?")
    reader.presses("set", '{"emphysema": "yes"}')
    reader.presses("out", "emphysema")

    assert "emphysema" not in reader.chips
    assert reader.taken_out == []


def test_a_changed_fact_outlives_a_supposition(reader: Reader) -> None:
    reader.asks(ASKED)
    reader.types(value__fev1_percent="40")
    reader.asks("and if FEV1 were 85?")
    supposed = reader.chips["FEV1"]
    reader.types(value__age="55")
    still_supposed = reader.chips["FEV1"]
    reader.asks("does he need a liver ultrasound?")

    assert (supposed, still_supposed) == ("85% predicted", "85% predicted")
    assert reader.chips["FEV1"] == "40% predicted"


def test_a_questioned_value_is_corrected_with_one_tap_or_left_out(reader: Reader) -> None:
    reader.asks(QUESTIONED)
    questioned, asked = reader.outcome, reader.turn.css_first(".missing input").attributes["name"]
    again = dict(reader.fields), reader.turn
    reader.presses("set", '{"serum_aat": "11 umol/L"}')
    corrected = reader.chips["serum antitrypsin level"]
    reader.fields, reader.turn = again
    reader.presses("out", "serum_aat")

    assert (questioned, asked) == ("check_value", "value.serum_aat")
    assert corrected == "11 umol/L"
    assert reader.outcome != "check_value"
    assert reader.taken_out == ["serum antitrypsin level"]


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("SZ, AAT 110 umol/L, augment?", ["110 mg/dL"]),
        ("SZ, AAT 2 mmol/L, augment?", ["2 umol/L", "2 g/L"]),
        ("ZZ, AAT < 11 mmol/L, augment?", []),
        ("ZZ, FEV1 450 %, augment?", []),
        ("ZZ, AAT 11 mmol/L, FEV1 450 %, augment?", []),
    ],
)
def test_what_a_questioned_value_may_mean_brings_what_is_promised(
    client: TestClient, question: str, offered: list[str]
) -> None:
    questioned = client.post("/v1/ask", json={"question": question}).json()
    changes = questioned["would_change"]
    taken = [client.post("/v1/ask", json={"question": question, "facts": each["if"]}).json() for each in changes]

    assert questioned["outcome"] == "check_value"
    assert [value for each in changes for value in each["if"].values()] == offered
    assert [each["outcome"] for each in taken] == [each["then"] for each in changes]
    assert questioned["missing"]


def test_what_may_be_meant_is_said_in_the_readers_language(client: TestClient) -> None:
    page = client.post("/ask", data={"question": QUESTIONED}, headers=PART | {"accept-language": "es"})
    told = LexborHTMLParser(page.text).css_first(".changes li > span")

    assert told.text() == "Si antitripsina en suero: 11 umol/L → Faltan datos"
    assert told.attributes["lang"] == "es"


def test_what_was_given_in_another_unit_is_shown_as_it_was_given(reader: Reader) -> None:
    reader.asks("ZZ: augmentation?")
    reader.types(value__serum_aat="11", unit__serum_aat="mg/dL")

    assert reader.chips["serum antitrypsin level"] == "11 mg/dL"


def test_the_map_names_its_fact_in_the_readers_language(client: TestClient) -> None:
    page = client.get("/topics/aatd/coverage", headers={"accept": "text/html", "accept-language": "de"})
    first = LexborHTMLParser(page.text).css_first(".map thead th")

    assert (first.text(), first.attributes["lang"]) == ("Genotyp", "de")
