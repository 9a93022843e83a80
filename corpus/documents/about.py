"""What is known about a document beside its words: from a YAML file beside it, its front matter, or its own data."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, Field, ValidationError

from corpus.documents.block import Unreadable
from corpus.guideline import Guideline, Kind, Provenance, Review, ReviewStatus, Strict

YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
EDITION = re.compile(
    r"\b(?:(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|new|updated?|revised|draft|final)[\s-]+"
    r"(?:edition|version|update)|version|edition|update[d]?|auflage|fassung)\b"
)
FEWEST_WORDS = 2  # of a title that is a document's own
SIDE = ".yaml"
LONGEST = 100_000  # bytes that are said about one document


class About(Strict):
    """What a file `guideline.pdf.yaml` beside `guideline.pdf` may say; all of it is optional."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: str | None = None
    short: str | None = None
    organisation: str | None = None
    kind: Kind = Kind.GUIDELINE
    year: int | None = Field(default=None, ge=1900, le=2100)
    jurisdiction: str = Field(default="INT", min_length=2)
    language: str = "en"
    doi: str | None = None
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    licence: str | None = None
    topic: str | None = None
    supersedes: tuple[str, ...] = ()  # file names
    in_force_from: date | None = None
    in_force_until: date | None = None


class _Plain(yaml.SafeLoader):
    """Safe YAML in which `NO` is Norway, and not "false"."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def about(path: Path, front_matter: str | None) -> About:
    """Read what is said about a document. Raises `Unreadable` in one sentence if that is wrong."""
    beside = path.with_name(path.name + SIDE)
    place = beside.name if beside.is_file() else "its front matter"
    try:
        text = _written(beside) if beside.is_file() else front_matter
        data = yaml.load(text, Loader=_Plain) if text else {}  # noqa: S506 (a safe loader)
        known = {name: value for name, value in (data or {}).items() if beside.is_file() or name in About.model_fields}
        return About.model_validate(known)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise Unreadable(f"{place} is wrong at {name}: {first['msg']}") from None
    except OSError as error:
        raise Unreadable(f"{place} cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError):  # no such day is a ValueError
        raise Unreadable(f"{place} is no YAML that can be read") from None


def _written(beside: Path) -> str:
    if beside.stat().st_size > LONGEST:
        raise Unreadable(f"{beside.name} has more than {LONGEST:,} bytes: it should say only what the file does not")
    return beside.read_text("utf-8")


def slug(name: str) -> str:
    """Write a file's name so that it can be part of an id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "document"


def guideline(name: str, digest: str, title: str, said: About, since: date) -> Guideline:
    """Give a document as a source that can be cited."""
    shown = plainly(said.title or title or Path(name).stem)
    found = YEAR.search(shown) or YEAR.search(name)
    year = said.year or (int(found[1]) if found else None)
    return Guideline(
        id=f"{slug(Path(name).stem)}-{digest[:8]}",
        title=shown,
        short=said.short or (shown if len(shown) <= 60 else f"{shown[:57]}…"),
        organisation=said.organisation or "own document",
        kind=said.kind,
        year=year,
        jurisdiction=said.jurisdiction,
        language=said.language,
        doi=said.doi,
        url=said.url or (None if said.doi else f"document:{digest[:16]}"),
        licence=said.licence or "The owner's; kept for use in this house",
        in_force_from=said.in_force_from or since,
        in_force_until=said.in_force_until,
        review=Review(status=ReviewStatus.DRAFT),
        provenance=Provenance.VERIFIED,
    )


def plainly(text: str) -> str:
    """Write a text on one line, without what a terminal or a page would obey instead of showing it."""
    shown = "".join(char if char.isprintable() or char.isspace() else "\ufffd" for char in text)
    return " ".join(shown.encode("utf-8", "backslashreplace").decode().split())


def title_of(source: Guideline) -> str:
    """A source's title without its years and editions: the same for each edition of one document.

    A title of one word ("Dose") is no name: then it is the source's id, which no other has.
    """
    words = re.findall(r"[^\W\d_]+", EDITION.sub(" ", source.title.casefold()))
    return " ".join(words) if len(words) >= FEWEST_WORDS else source.id


def made_on(kept_about: dict[str, Any], otherwise: date) -> date:
    """Give the day a PDF says it was last changed, if it is one."""
    digits = str(kept_about.get("made", ""))
    try:
        return min(date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])), otherwise)
    except ValueError:
        return otherwise
