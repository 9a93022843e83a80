from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus.kept import kept_in
from corpus.strict_yaml import Document, YamlError, read_yaml

TEXT = "name: AB\nsince: 2019-05-01\nparts: [{from: 2020-01-02, level: 0.57}, 11, yes, null, '012']\n"


def read(text: str, file: Path) -> Document:
    with kept_in(file):
        return read_yaml(text, "a.yaml")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "parsed"


def test_what_was_read_before_is_given_again(file):
    first = read(TEXT, file)

    again = read(TEXT, file)

    assert again.value == first.value
    assert again.value["since"] == date(2019, 5, 1)
    assert again.value["parts"][0]["from"] == date(2020, 1, 2)


def test_what_is_given_again_is_not_parsed(file):
    """Seen by planting another value under the text's digest."""
    read(TEXT, file)
    body = file.read_bytes().partition(b"\n")[2].replace(b"AB", b"XY")
    file.write_bytes(b"guideline-bot parsed 1 " + sha256(body).hexdigest().encode() + b"\n" + body)

    assert read(TEXT, file).value["name"] == "XY"


def test_a_text_that_changed_by_one_byte_is_read_anew(file):
    read(TEXT, file)

    assert read(TEXT.replace("AB", "AC"), file).value["name"] == "AC"
    assert read(TEXT, file).value["name"] == "AB"


def test_what_is_given_again_is_nobody_elses(file):
    read(TEXT, file)

    with kept_in(file):
        read_yaml(TEXT, "a.yaml").value["parts"].clear()
        assert len(read_yaml(TEXT, "a.yaml").value["parts"]) == 5


def test_a_problem_in_what_is_given_again_has_its_line(file):
    read(TEXT, file)

    assert read(TEXT, file).problem(("parts", 0), "wrong", "Mend it.").place == "3"


def test_a_wrong_text_is_refused_every_time(file):
    for _ in range(2):
        with pytest.raises(YamlError, match="given twice"):
            read("a: 1\na: 2\n", file)


@pytest.mark.parametrize("at", [0, 5, 30, 90, 95, 160, -3])
def test_a_damaged_file_is_as_if_there_were_none(file, at):
    right = read(TEXT, file).value
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)

    assert read(TEXT, file).value == right
    assert read(TEXT, file).value == right


@pytest.mark.parametrize("content", [b"", b"\n", b"nonsense", b"\x80\x04N.", b"guideline-bot parsed 1 0\nx"])
def test_a_file_of_another_make_is_replaced(file, content):
    file.parent.mkdir()
    file.write_bytes(content)

    assert read(TEXT, file).value["name"] == "AB"
    assert file.read_bytes().startswith(b"guideline-bot parsed 1 ")


def test_a_file_that_cannot_be_written_is_no_trouble(tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")

    assert read(TEXT, tmp_path / "home" / "parsed").value["name"] == "AB"


def test_nothing_is_written_when_nothing_was_read_anew(file):
    read(TEXT, file)
    written = file.stat().st_mtime_ns

    read(TEXT, file)

    assert file.stat().st_mtime_ns == written
    assert [path.name for path in file.parent.iterdir()] == ["parsed"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES)
def test_whatever_yaml_says_is_given_again_as_it_was(tmp_path_factory, value):
    file = tmp_path_factory.mktemp("home") / "parsed"
    text = yaml.safe_dump(value, allow_unicode=True)
    try:
        first = read(text, file)
    except YamlError:
        return

    again = read(text, file)

    assert repr(again.value) == repr(first.value)
