"""Several documents side by side: each in its own words, with its number, or that it says nothing; never blended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fakes import fake_setup
from the_bot import the_bot

from bot.answer import answer
from bot.question import Question
from bot.render.text import as_text
from bot.schema import Answer, PositionShown
from bot.wiring import Bot, with_documents
from corpus.documents.catalogue import Catalogue
from corpus.documents.ingest import ingest
from corpus.documents.shelf import FILE, sources_text
from corpus.index import Beside, entries_of
from corpus.index import build as build_index

DAY = date(2026, 11, 21)
TEXTS = {
    "northway.md": """---
title: Northway guideline on fevers
organisation: Northway Society
year: 2025
---
# Fevers

## Treatment

Melvodine 5 mg/kg is given once daily for 7 days. It is stopped when a rash appears.

Tarnocil must not be used in Marlowe fever.

## Transfusion

Red cells are given at a haemoglobin below 70 g/L. Platelets are given before surgery only.
""",
    "southgate.md": """---
title: Southgate hospital protocol 12
organisation: Southgate Hospital
year: 2023
---
# Protocol

## Medicines

Adults with Marlowe fever are given melvodine 8 mg/kg once daily for 10 days.

## Blood

Red cells are given at a haemoglobin below 80 g/L. The blood bank is reached on 4410.

| Drug | Children | Adults |
|---|---|---|
| Sampline | 2 mg | 9 mg |
""",
    "westfield.md": """---
title: Westfield handbook of rashes
organisation: Westfield Clinic
year: 2022
---
# Rashes

Calamine is put on an itching rash twice daily for 3 days.
""",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """A bot that has read three documents."""
    home = tmp_path_factory.mktemp("home")
    for name, text in TEXTS.items():
        (home / name).write_text(text, "utf-8")
    setup = fake_setup(home / "state")
    read: Catalogue = ingest(setup.home, [home / name for name in TEXTS], DAY, 1, lambda _done, _total: None).catalogue
    library = the_bot().built_in
    beside = Beside(library.edition, {FILE: sources_text(library, read)})
    build_index(setup, [*entries_of(library), *read.entries(setup.home)], beside=beside)
    return with_documents(replace(the_bot()), setup)


def asked(bot: Bot, question: str) -> Answer:
    return answer(Question(question, DAY), bot)


def by_source(given: Answer) -> dict[str, PositionShown]:
    return {each.guideline.partition("-")[0]: each for each in given.positions}


def test_each_document_has_one_position_in_its_own_words(bot: Bot) -> None:
    given = asked(bot, "What do Northway and Southgate say about the haemoglobin for red cells?")

    assert given.outcome == "information"
    assert {name: each.text.partition(".")[0] for name, each in by_source(given).items()} == {
        "northway": "Red cells are given at a haemoglobin below 70 g/L",
        "southgate": "Red cells are given at a haemoglobin below 80 g/L",
    }
    assert all(len(each.citations) == 1 for each in given.positions)
    assert "below 70 g/L [1]" in given.headline
    assert "below 80 g/L [2]" in given.headline


def test_every_position_is_a_quote_of_its_own_document(bot: Bot) -> None:
    given = asked(bot, "How does melvodine differ between Northway and Southgate?")
    cited = {each.n: each for each in given.citations}

    for each in given.positions:
        [number] = each.citations
        assert cited[number].guideline == each.guideline
        assert each.text == cited[number].quote
        assert each.text in bot.library.passages[cited[number].passage].text


def test_a_document_that_says_nothing_is_said_to_be_silent(bot: Bot) -> None:
    given = asked(bot, "Compare Northway and Westfield on tarnocil")

    assert by_source(given)["northway"].text == "Tarnocil must not be used in Marlowe fever."
    assert by_source(given)["westfield"].outcome == "not_covered"
    assert by_source(given)["westfield"].citations == ()
    assert "Westfield handbook of rashes: nothing found" in given.headline
    assert "NOT COVERED" in as_text(given)


def test_where_all_are_silent_the_answer_is_that_it_is_not_covered(bot: Bot) -> None:
    given = asked(bot, "Do Northway and Westfield agree on quorvane?")

    assert given.outcome == "not_covered"
    assert given.citations == ()
    assert given.headline.startswith("Nothing on this was found in ")


def test_the_highest_number_comes_first_where_it_is_asked_for(bot: Bot) -> None:
    given = asked(bot, "Which guideline recommends the higher dose of melvodine?")

    assert given.headline.startswith(
        "By the numbers quoted, the highest first: Southgate hospital protocol 12: 8 mg/kg"
    )
    assert "Northway guideline on fevers: 5 mg/kg" in given.headline


def test_a_document_that_is_only_described_takes_part(bot: Bot) -> None:
    given = asked(bot, "Does the hospital protocol differ from Northway on how long melvodine is given?")

    assert {*by_source(given)} == {"northway", "southgate"}
    assert "7 days" in given.headline
    assert "10 days" in given.headline


def test_a_number_of_another_sort_than_asked_for_is_not_told(bot: Bot) -> None:
    given = asked(bot, "When are red cells given: Northway versus Southgate?")

    assert "g/L" not in given.headline
    assert "below 80 g/L" in by_source(given)["southgate"].text


def test_a_question_that_compares_no_documents_is_answered_as_any_other(bot: Bot) -> None:
    given = asked(bot, "Is tarnocil used in Marlowe fever?")

    assert given.positions == ()
    assert [each.quote for each in given.citations] == ["Tarnocil must not be used in Marlowe fever."]


def test_a_document_that_is_named_alone_answers_alone(bot: Bot) -> None:
    given = asked(bot, "What does Southgate say about melvodine for adults with Marlowe fever?")

    assert {each.guideline.partition("-")[0] for each in given.citations} == {"southgate"}


def test_a_source_of_a_topic_is_compared_with_a_document_that_is_named(bot: Bot) -> None:
    source = next(each for each in bot.built_in.guidelines.values() if each.kind.value == "guideline")

    given = asked(bot, f"Does Northway differ from {source.short} on red cells?")

    assert {*by_source(given)} >= {"northway"}
    assert source.id in {each.guideline for each in given.positions}
    assert given.topic is None


def test_what_documents_are_called_and_say_is_kept_and_a_person_is_not(bot: Bot) -> None:
    keepable = bot.keeping.keepable

    asked_so = "Compare Northway and Southgate on tarnocil"
    assert keepable(asked_so) == asked_so
    assert "Quorvane" not in keepable("Compare Northway and Southgate for Quorvane Petersen")
    assert "quorvane" not in keepable("quorvane petersen and tarnocil")
