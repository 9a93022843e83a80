from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fakes import guideline_text, write_topic

from corpus.guideline import Provenance
from corpus.library import TOPICS, Library, load_library, load_topic_texts, problems
from corpus.problems import TextFileError

BODY = """\
A digest; it is
not the source.

## Treatment

Offer   exampline to adults
with fever above 3 days. {#r1 .computed facts="F001 F002"}

- Give 60 mg/kg. {#dose}
- Stop after
  9 days. {#stop .secondary}

| Age | Dose, mg |
|---|---|
| adult | 60 | {#dose-adult facts="F003"}
| child | 30 |

## Pregnancy {#pregnancy .recalled}

Do not offer it.

- Not in the first month.
"""


@pytest.fixture
def marlowe(tmp_path: Path) -> Library:
    write_topic(tmp_path, marlowe_2024=guideline_text(BODY))
    return load_library(tmp_path)


@pytest.mark.parametrize(
    ("anchor", "text", "section", "provenance", "facts"),
    [
        ("r1", "Offer exampline to adults with fever above 3 days.", "Treatment", "computed", ("F001", "F002")),
        ("dose", "Give 60 mg/kg.", "Treatment", "verified", ()),
        ("stop", "Stop after 9 days.", "Treatment", "secondary", ()),
        ("dose-adult", "Age: adult; Dose, mg: 60", "Treatment", "verified", ("F003",)),
        ("pregnancy", "Do not offer it. Not in the first month.", "Pregnancy", "recalled", ()),
    ],
)
def test_a_passage_is_a_paragraph_an_item_a_row_or_all_below_an_anchored_heading(
    marlowe: Library, anchor: str, text: str, section: str, provenance: str, facts: tuple[str, ...]
) -> None:
    passage = marlowe.passages[f"marlowe-2024#{anchor}"]

    assert (passage.text, passage.section) == (text, section)
    assert passage.provenance is Provenance(provenance)
    assert passage.facts == facts


def test_a_paragraph_without_an_anchor_is_introduction(marlowe: Library) -> None:
    assert marlowe.introductions["marlowe-2024"] == ("A digest; it is not the source.", "Age: child; Dose, mg: 30")


def test_a_passage_knows_the_line_it_starts_on(marlowe: Library, tmp_path: Path) -> None:
    lines = (tmp_path / "marlowe" / "marlowe-2024.md").read_text("utf-8").splitlines()

    assert lines[marlowe.passages["marlowe-2024#r1"].line - 1].startswith("Offer")
    assert lines[marlowe.passages["marlowe-2024#dose-adult"].line - 1].startswith("| adult")


FAULTS = {
    "no front matter": ("nothing here", "no front matter", ":1:"),
    "missing key": (guideline_text(year=None), "year: Field required", ":2:"),
    "unknown key": (guideline_text(yaer="2024"), "yaer: Extra inputs", ":15:"),
    "duplicate key": (guideline_text(supersedes="[]\nid: other"), "key 'id' is given twice", ":12:"),
    "unknown kind": (guideline_text(kind="rumour"), "kind: Input should be", ":6:"),
    "no locator": (guideline_text(doi=None), "a locator is mandatory", ":2:"),
    "broken yaml": (guideline_text(title='"open'), "not valid YAML", ":3:"),
    "unknown superseded": (guideline_text(supersedes="[marlowe-1999]"), "'marlowe-1999', which is not here", ":11:"),
    "wrong name": (guideline_text(id="other"), "id 'other' is not the file's name", ":2:"),
    "no passage": (guideline_text("Only an introduction."), "no passage that can be cited", ":16:"),
    "empty passage": (guideline_text("{#r1}\n\nText. {#r2}"), "passage 'r1' is empty", ":18:"),
    "empty heading": (guideline_text("## Dose {#dose}\n\n## End\n\nText. {#r2}"), "passage 'dose' is empty", ":18:"),
    "same anchor": (guideline_text("One. {#r1}\n\nTwo. {#r1}"), "anchor 'r1' is already used on line 18", ":20:"),
    "unknown attribute": (guideline_text('One. {#r1 fact="F001"}'), "unknown attribute 'fact=\"F001\"'", ":18:"),
    "unknown provenance": (guideline_text("One. {#r1 .heard}"), "unknown provenance '.heard'", ":18:"),
    "two provenances": (guideline_text("One. {#r1 .verified .recalled}"), "two provenances", ":18:"),
    "bad fact": (guideline_text('One. {#r1 facts="12"}'), "'12' is no fact number", ":18:"),
    "bad anchor": (guideline_text("One. {#r.1}"), "'r.1' is no anchor", ":18:"),
    "marker in the middle": (guideline_text("One {#r1} two. {#r2}"), "does not end its paragraph", ":18:"),
    "anchor below an anchored heading": (
        guideline_text("## Dose {#dose}\n\nOne. {#r1}"),
        "keep one of the two",
        ":18:",
    ),
    "ragged row": (guideline_text("| A | B |\n|---|---|\n| 1 | {#r1}"), "a row of 1 cells under a header of 2", ":20:"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_its_file_its_line_and_the_way_out(tmp_path: Path, fault: str) -> None:
    text, what, line = FAULTS[fault]
    write_topic(tmp_path, marlowe_2024=text)

    with pytest.raises(TextFileError) as error:
        load_library(tmp_path)

    [said] = [problem for problem in error.value.problems if what.lower() in str(problem).lower()]
    assert f"marlowe-2024.md{line}" in str(said)
    assert said.way_out


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    for number, (text, _, _) in enumerate(FAULTS.values()):
        write_topic(tmp_path, **{f"m_{number}": text.replace("id: marlowe-2024", f"id: m-{number}")})

    said = "\n".join(map(str, problems(tmp_path)))

    assert [fault for fault, (_, what, _) in FAULTS.items() if what.lower() not in said.lower()] == []
    assert all(line.count(".md:") >= 1 for line in said.splitlines())


def test_two_files_may_not_have_one_id(tmp_path: Path) -> None:
    write_topic(tmp_path, "first", marlowe_2024=guideline_text())
    write_topic(tmp_path, "second", marlowe_2024=guideline_text())

    [said] = problems(tmp_path)

    assert "is already the id of" in said.what


def test_notes_and_other_files_are_not_guidelines(tmp_path: Path) -> None:
    write_topic(tmp_path, marlowe_2024=guideline_text(), _notes="anything", topic="title: Marlowe\n")

    assert list(load_library(tmp_path).guidelines) == ["marlowe-2024"]


SHEET = guideline_text('One. {#r1 facts="F001"}\n\nTwo. {#r2 facts="F003 N2"}')


@pytest.mark.parametrize(
    ("placement", "what"),
    [
        ("sheet: {F: [1, 3], N: [1, 2]}\nleft_out: {N1: Not read, F002: A duplicate}", None),
        ("sheet: {F: [1, 4], N: [2, 2]}\nleft_out: {F002: A duplicate}", "neither stated nor left out: F004"),
        ("sheet: {F: [1, 3], N: [2, 2]}\nleft_out: {F002: ' '}", "F002 is left out without a reason"),
        ("sheet: {F: [1, 3], N: [2, 2]}\nleft_out: {F002: Why, F003: Why}", "F003 is left out here and stated in"),
        ("sheet: {F: [1, 3], N: [2, 2]}\nleft_out: {F002: Why, F009: Why}", "F009 is not in the fact sheet"),
        ("sheet: {F: [1, 3]}\nleft_out: {F002: Why}", "N2 is not in the fact sheet"),
        ("sheet: {F: [1, 3, 5]}", "sheet.F"),
        ("shete: {}", "shete: Extra inputs"),
    ],
)
def test_each_fact_of_the_sheet_is_in_exactly_one_place(tmp_path: Path, placement: str, what: str | None) -> None:
    write_topic(tmp_path, marlowe_2024=SHEET, placement=placement)

    said = "\n".join(map(str, problems(tmp_path)))

    assert said == "" if what is None else what in said


def test_the_edition_changes_with_one_letter_and_with_nothing_else(tmp_path: Path) -> None:
    first = write_topic(tmp_path / "a", marlowe_2024=guideline_text())
    shutil.copytree(first, tmp_path / "b" / "marlowe")
    windows = write_topic(tmp_path / "c")
    (windows / "marlowe-2024.md").write_bytes(guideline_text().replace("\n", "\r\n").encode())
    write_topic(tmp_path / "d", marlowe_2024=guideline_text("Offer examplinE to adults. {#r1}"))

    a, b, c, d = (load_library(tmp_path / name).edition for name in "abcd")

    assert a == b == c != d
    assert a.startswith("sha256:")


def test_one_topic_loads_by_itself(tmp_path: Path) -> None:
    folder = write_topic(tmp_path, marlowe_2024=guideline_text())

    assert load_topic_texts(folder).topic_of == {"marlowe-2024": "marlowe"}


def test_the_texts_here_have_no_problem() -> None:
    assert [str(problem) for problem in problems()] == []


def test_every_passage_here_is_a_verbatim_part_of_its_file(library: Library) -> None:
    files = {path.stem: " ".join(path.read_text("utf-8").split()) for path in TOPICS.glob("*/*.md")}

    paragraphs = [passage for passage in library.passages.values() if "; " not in passage.text]

    assert paragraphs
    assert [p.id for p in paragraphs if not all(cell in files[p.guideline] for cell in p.text.split(": "))] == []
