"""Which documents there are, under which names, and which edition of each is in force."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.documents.about import title_of
from corpus.documents.store import cuts_of, documents_folder, kept
from corpus.guideline import Guideline
from corpus.index.entry import Entry

FORMAT = 1


@dataclass(frozen=True)
class Listed:
    """One edition of one document. `path` is where it was found; it is superseded when `until` is set."""

    path: str
    sha256: str
    guideline: Guideline
    topic: str = ""
    size: int = 0
    changed_ns: int = 0
    superseded_by: str | None = None
    withdrawn: bool = False
    words: str = ""  # as `Kept` has them

    @property
    def current(self) -> bool:
        """Whether it is the newest edition."""
        return self.superseded_by is None and not self.withdrawn


class Catalogue:
    """All documents ever indexed in this house, oldest edition first."""

    def __init__(self, listed: Iterable[Listed] = ()) -> None:
        """Begin with some editions."""
        self._by_id: dict[str, Listed] = {}
        self._by_path: dict[str, str] = {}
        self._by_content: dict[str, str] = {}
        self._by_words: dict[str, str] = {}
        self._ended: dict[str, str] = {}
        for each in listed:
            self._put(each)

    @property
    def listed(self) -> list[Listed]:
        """Every edition of every document."""
        return list(self._by_id.values())

    def current_at(self, path: str) -> Listed | None:
        """Find the edition in force that was found at a path."""
        return self._by_id.get(self._by_path.get(path, ""))

    def ended_at(self, path: str) -> Listed | None:
        """Find the edition at a path that one at another path, in force, has superseded."""
        ended = self._by_id.get(self._ended.get(path, ""))
        newer = self._by_id.get((ended and ended.superseded_by) or "")
        return ended if newer is not None and newer.current and newer.path != path else None

    def current_with(self, sha256: str) -> Listed | None:
        """Find the edition in force with this content."""
        return self._by_id.get(self._by_content.get(sha256, ""))

    def current_saying(self, words: str) -> Listed | None:
        """Find the edition in force that has the same words, in whatever format."""
        return self._by_id.get(self._by_words.get(words, "")) if words else None

    def editions_of(self, new: Listed) -> list[Listed]:
        """Find what else is in force under the same title, but for its year."""
        named = title_of(new.guideline)
        others = (each for each in self._by_id.values() if each.current and each.path != new.path)
        return [each for each in others if title_of(each.guideline) == named]

    def add(self, new: Listed, supersedes: Iterable[str], today: date) -> None:
        """Add an edition; those it supersedes end where it starts."""
        names = set(supersedes)
        before = self.current_at(new.path)
        named = (
            [each for each in self._by_id.values() if {Path(each.path).name, each.guideline.id} & names]
            if names
            else []
        )
        since = new.guideline.in_force_from
        for each in [*([before] if before else []), *named]:
            if each.current and each.sha256 != new.sha256:
                until = since if since > each.guideline.in_force_from else max(today, each.guideline.in_force_from)
                ended = each.guideline.model_copy(update={"in_force_until": until})
                self._put(replace(each, guideline=ended, superseded_by=new.guideline.id))
        self._by_id.pop(new.guideline.id, None)  # it goes to the end
        self._put(new)

    def withdraw(self, gone: Iterable[str]) -> None:
        """Take out what is no longer where it was found."""
        paths = set(gone)
        for each in self.listed:
            if each.path in paths:
                self._put(replace(each, withdrawn=True))

    def _put(self, each: Listed) -> None:
        id_ = each.guideline.id
        self._by_id[id_] = each
        if each.superseded_by and not each.withdrawn:
            self._ended[each.path] = id_
        for table, key in ((self._by_path, each.path), (self._by_content, each.sha256), (self._by_words, each.words)):
            if each.current:
                table[key] = id_
            elif table.get(key) == id_:
                del table[key]

    def entries(self, home: Path) -> list[Entry]:
        """List every passage of every edition, withdrawn ones left out."""
        return [entry for each in self.listed if not each.withdrawn for entry in _entries(home, each)]

    def as_text(self) -> str:
        """Write it as JSON."""
        rows = [{**vars(each), "guideline": each.guideline.model_dump(mode="json")} for each in self.listed]
        return json.dumps({"format": FORMAT, "documents": rows}, ensure_ascii=False, indent=1, sort_keys=True)


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue; an empty one if there is none."""
    try:
        rows = json.loads(path.read_text("utf-8"))["documents"]
        return Catalogue([_listed(row) for row in rows])
    except (OSError, ValueError, KeyError, TypeError):
        return Catalogue()


def catalogue_file(home: Path) -> Path:
    """Name the file that holds the catalogue."""
    return documents_folder(home) / "catalogue.json"


def _listed(row: dict[str, Any]) -> Listed:
    return Listed(**{**row, "guideline": Guideline.model_validate(row["guideline"])})


def _entries(home: Path, each: Listed) -> Iterable[Entry]:
    source = each.guideline
    fields = {
        "topic": each.topic,
        "guideline": source.id,
        "document": source.id,
        "kind": source.kind.value,
        "jurisdiction": source.jurisdiction,
        "country": source.jurisdiction,
        "year": str(source.year or ""),
        "status": "superseded" if each.superseded_by else "current",
        "from": source.in_force_from.isoformat(),
        "until": source.in_force_until.isoformat() if source.in_force_until else "",
    }
    kept_as = kept(home, each.sha256)
    scanned = set(kept_as.scanned) if kept_as else set()
    for cut in cuts_of(home, each.sha256):
        own = {
            "section": cut.section, "form": cut.form, "page": str(cut.page or ""), "offsets": f"{cut.start}-{cut.end}",
            "strength": cut.strength, "certainty": cut.certainty, "ocr": "tesseract" if cut.page in scanned else "",
            "group": str(cut.table) if cut.table is not None else cut.lead_in,
        }  # fmt: skip
        title, *deeper = cut.section.split(" › ")
        above = [part for part in (title if title != source.title else "", *deeper, cut.lead_in) if part]
        context = ". ".join([source.short, *above])
        yield Entry(f"{source.id}#{cut.anchor}", cut.text, context, {**fields, **own})
