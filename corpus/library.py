"""All guideline texts, read and checked: the sources, and the passages that can be cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from corpus.guideline import Guideline, Passage, Provenance
from corpus.markdown import Block, Marker, blocks
from corpus.placement import Stated, placement_problems
from corpus.problems import Problem, TextFileError, shown
from corpus.strict_yaml import Document, YamlError, read_yaml, validate

TOPICS = Path(__file__).parent / "topics"
FRONT_MATTER = re.compile(r"\A---\n(?P<yaml>.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
PROVENANCES = ", ".join(f".{each}" for each in Provenance)


@dataclass(frozen=True, eq=False)
class Library:
    """What was read, equal only to itself. `introductions` are a guideline's uncited paragraphs, in order."""

    guidelines: Mapping[str, Guideline]
    passages: Mapping[str, Passage]
    introductions: Mapping[str, tuple[str, ...]]
    topic_of: Mapping[str, str]
    edition: str


@dataclass
class _Reading:
    """What has been read so far, and everything found wrong on the way."""

    guidelines: dict[str, Guideline] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    introductions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    topic_of: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Text:
    """One guideline file: where it is, its front matter as written, and what stands below."""

    file: str
    stem: str
    front: str
    body: str
    body_line: int


def load_library(topics: Path = TOPICS) -> Library:
    """Read every topic. Raises `TextFileError` with everything wrong in any file."""
    return _library(topic_folders(topics), topics)


def load_topic_texts(folder: Path) -> Library:
    """Read one topic's folder. Raises `TextFileError` with everything wrong in it."""
    return _library([folder], folder.parent)


def problems(topics: Path = TOPICS) -> list[Problem]:
    """List everything wrong with the texts of every topic; empty if all is well."""
    return _read(topic_folders(topics)).problems


def topic_folders(topics: Path = TOPICS) -> list[Path]:
    """List the folders that are topics."""
    found = topics.iterdir() if topics.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and path.name[0] not in "_.")


def text_files(folder: Path) -> list[Path]:
    """List a topic's guideline texts."""
    return sorted(path for path in folder.glob("*.md") if not path.name.startswith("_"))


def _library(folders: list[Path], base: Path) -> Library:
    reading = _read(folders)
    if reading.problems:
        raise TextFileError(reading.problems)
    return Library(
        MappingProxyType(reading.guidelines),
        MappingProxyType(reading.passages),
        MappingProxyType(reading.introductions),
        MappingProxyType(reading.topic_of),
        _edition(folders, base),
    )


def edition_on_disk(topics: Path = TOPICS) -> str:
    """Name the texts as they are on disk, without reading what they say."""
    return _edition(topic_folders(topics), topics)


def _edition(folders: list[Path], base: Path) -> str:
    return edition_of(base, [path for folder in folders for path in (folder / "topic.yaml", *text_files(folder))])


def edition_of(base: Path, paths: Iterable[Path]) -> str:
    """Name the contents of some files: the same on every machine, whatever its line ends."""
    digest = sha256()
    for path in sorted(path for path in paths if path.is_file()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return f"sha256:{digest.hexdigest()}"


def _read(folders: list[Path]) -> _Reading:
    reading = _Reading()
    for folder in folders:
        first_stated = len(reading.stated)
        for path in text_files(folder):
            _read_text(reading, path, folder.name)
        placement = folder / "placement.yaml"
        if placement.is_file():
            stated = reading.stated[first_stated:]
            reading.problems += placement_problems(placement, shown(placement), stated)
    reading.problems += _unknown_superseded(reading)
    return reading


def _read_text(reading: _Reading, path: Path, topic: str) -> None:
    try:
        text = _split(path)
    except YamlError as error:
        reading.problems += error.problems
        return
    guideline = _front_matter(reading, text)
    if guideline is None:  # its body's faults are said as well, but nothing of it is kept
        _read_body(_Reading(problems=reading.problems, stated=reading.stated), text, text.stem, Provenance.RECALLED)
        return
    reading.topic_of[guideline.id] = topic
    _read_body(reading, text, guideline.id, guideline.provenance)


def _split(path: Path) -> _Text:
    file = shown(path)
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise YamlError([Problem(file, "1", "not UTF-8", "Save it as UTF-8.")]) from None
    except OSError as error:
        raise YamlError([Problem(file, "1", f"cannot be read: {error.strerror}", "Check its permissions.")]) from None
    front = FRONT_MATTER.match(text)
    if front is None:
        way_out = "Begin the file with the guideline's data between two lines of ---."
        raise YamlError([Problem(file, "1", "no front matter", way_out)])
    return _Text(file, path.stem, front["yaml"], text[front.end() :], 1 + text.count("\n", 0, front.end()))


def _front_matter(reading: _Reading, text: _Text) -> Guideline | None:
    """Read what is above the text, and keep it if it is right."""
    try:
        document = read_yaml(text.front, text.file, first_line=2)
        guideline = validate(document, Guideline)
    except YamlError as error:
        reading.problems += error.problems
        return None
    if guideline.id in reading.guidelines:
        what = f"id '{guideline.id}' is already the id of {reading.documents[guideline.id].file}"
        reading.problems.append(document.problem(("id",), what, "Give this one another."))
        return None
    if guideline.id != text.stem:
        way_out = f"Call the file {guideline.id}.md, or write id: {text.stem}."
        reading.problems.append(document.problem(("id",), f"id '{guideline.id}' is not the file's name", way_out))
    reading.guidelines[guideline.id] = guideline
    reading.documents[guideline.id] = document
    return guideline


def _read_body(reading: _Reading, text: _Text, guideline: str, default: Provenance) -> None:
    introduction: list[str] = []
    before = len(reading.passages)
    faults = len(reading.problems)
    for block in blocks(text.body, text.body_line):
        reading.problems += (Problem(text.file, str(block.line), *_way_out(fault)) for fault in block.faults)
        if block.marker is None:
            introduction.append(block.text)
        elif not block.faults:
            _add_passage(reading, text.file, guideline, default, (block, block.marker))
    reading.introductions[guideline] = tuple(introduction)
    if len(reading.passages) == before and len(reading.problems) == faults:
        what, way_out = "no passage that can be cited", "End at least one paragraph with a marker such as {#dose}."
        reading.problems.append(Problem(text.file, str(text.body_line), what, way_out))


def _way_out(fault: str) -> tuple[str, str]:
    what, _, way_out = fault.rpartition(": ")
    return what, f"{way_out[:1].upper()}{way_out[1:]}."


def _add_passage(
    reading: _Reading, file: str, guideline: str, default: Provenance, marked: tuple[Block, Marker]
) -> None:
    block, marker = marked
    passage_id = f"{guideline}#{marker.anchor}"
    if wrong := _faults(reading, passage_id, block, marker):
        reading.problems += (Problem(file, str(block.line), *fault) for fault in wrong)
        return
    provenance = Provenance(marker.provenance) if marker.provenance else default
    reading.passages[passage_id] = Passage(
        passage_id, guideline, block.section, block.text, provenance, marker.facts, block.line
    )
    reading.stated += (Stated(fact, file, block.line) for fact in marker.facts)


def _faults(reading: _Reading, passage_id: str, block: Block, marker: Marker) -> list[tuple[str, str]]:
    found = []
    if passage_id in reading.passages:
        first = reading.passages[passage_id].line
        found.append((f"anchor '{marker.anchor}' is already used on line {first}", "Choose another."))
    if not block.text:
        found.append((f"passage '{marker.anchor}' is empty", "Write its statement, or remove the marker."))
    if marker.provenance and marker.provenance not in set(Provenance):
        found.append((f"unknown provenance '.{marker.provenance}'", f"Write one of: {PROVENANCES}."))
    return found


def _unknown_superseded(reading: _Reading) -> list[Problem]:
    return [
        reading.documents[guideline.id].problem(
            ("supersedes",), f"supersedes '{other}', which is not here", "Write the id of another guideline, or []."
        )
        for guideline in reading.guidelines.values()
        for other in guideline.supersedes
        if other not in reading.guidelines
    ]
