"""The store of documents: each file under its SHA-256, with its text, its passages and where each word stands.

<home>/documents/<sha256>/   original, text.txt, passages.jsonl, places.npy, document.json
"""

from __future__ import annotations

import json
import re
import shutil
import stat
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO

from corpus.documents import ocr
from corpus.documents.block import Place, Unreadable
from corpus.documents.passages import Cut, stored
from corpus.documents.reader import LARGEST, read

READER = 11  # of this program's reading: another number reads every document again
TRIES = 2
NUMBERING = re.compile(r"^(?:[-*•·]|\(?\d+(?:\.\d+)*[.)]?)\s+")
HYPHEN = re.compile("[-\u00ad\u2010\u2011]")
WORD = re.compile(r"\w+")
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A document as it was read and kept."""

    sha256: str
    kind: str
    title: str
    pages: int
    passages: int
    tables: int
    scanned: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    reader: int = READER
    words: str = ""  # the SHA-256 of its words: the same in whatever format and order it was written


def documents_folder(home: Path) -> Path:
    """Name the folder that holds the documents."""
    return home / "documents"


def keep(home: Path, path: Path) -> Kept:
    """Copy a file and read the copy; what was read before is not read again. Raises `Unreadable` in one sentence."""
    documents_folder(home).mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix="new-", dir=documents_folder(home)))
    try:
        digest = _copied(path, aside / "original")
        if (before := kept(home, digest)) is not None:
            return before
        made = _read(aside, path.name, digest)
        shutil.rmtree(documents_folder(home) / digest, ignore_errors=True)
        aside.rename(documents_folder(home) / digest)
        return made
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def sweep(home: Path) -> None:
    """Remove what a reader that was stopped has left. Only where nobody else reads into this folder."""
    for left in documents_folder(home).glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)


def kept(home: Path, digest: str) -> Kept | None:
    """Find a document that was read before by the same reader; not one whose scanned pages could be read by now."""
    try:
        data = json.loads((documents_folder(home) / digest / "document.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    data["scanned"], data["notes"] = tuple(data["scanned"]), tuple(data["notes"])
    if data.get("reader") != READER or (data["scanned"] and not data["about"].get("ocr") and ocr.installed()):
        return None
    return Kept(**data)


def cuts_of(home: Path, digest: str) -> list[Cut]:
    """Read a document's passages."""
    with (documents_folder(home) / digest / "passages.jsonl").open(encoding="utf-8") as lines:
        return [Cut(**json.loads(line)) for line in lines]


def text_of(home: Path, digest: str) -> str:
    """Read a document's stored text, which offsets count in."""
    with (documents_folder(home) / digest / "text.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


def boxes(home: Path, digest: str, start: int, end: int) -> list[Place]:
    """Give where the words of the stored text from *start* to *end* stand: one box a word; none if it has no pages."""
    import numpy as np

    try:
        places = np.load(documents_folder(home) / digest / "places.npy", mmap_mode="r")
    except OSError:
        return []
    chosen = places[(places[:, 0] < end) & (places[:, 1] > start)]
    return [Place(int(row[0]), int(row[1]), int(row[2]), *(round(float(x), 2) for x in row[3:])) for row in chosen]


def _read(aside: Path, name: str, digest: str) -> Kept:
    document = read(aside / "original", name)
    text, cuts, places = stored(document)
    made = Kept(
        sha256=digest,
        kind=document.kind,
        title=document.title,
        pages=document.pages,
        passages=len(cuts),
        tables=document.tables,
        scanned=tuple(document.scanned),
        notes=tuple(document.notes),
        about=document.about,
        words=words_of(cuts),
    )
    (aside / "text.txt").write_bytes(text.encode("utf-8", errors="replace"))
    lines = (json.dumps(asdict(cut), ensure_ascii=False) for cut in cuts)
    (aside / "passages.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8", errors="replace")
    _save_places(aside / "places.npy", places)
    (aside / "document.json").write_text(json.dumps(asdict(made), ensure_ascii=False), "utf-8", errors="replace")
    return made


def words_of(cuts: Sequence[Cut]) -> str:
    """Name the words of some passages, whatever their order: without numbering and hyphens, which formats differ in."""
    texts = (NUMBERING.sub("", unicodedata.normalize("NFKC", cut.text).casefold()) for cut in cuts)
    words = Counter(word for text in texts for word in WORD.findall(HYPHEN.sub("", text)))
    return sha256(repr(sorted(words.items())).encode("utf-8", "replace")).hexdigest()


def _save_places(path: Path, places: Sequence[Place]) -> None:
    import numpy as np

    if places:
        np.save(path, np.asarray(places, dtype=np.float64))


def _copied(path: Path, to: Path) -> str:
    """Copy a file as it was at one moment. Raises `Unreadable` if it keeps changing, or cannot be read."""
    for _ in range(TRIES):
        try:
            before = path.stat()
            if not stat.S_ISREG(before.st_mode):
                raise Unreadable("it is no file, but a device or a pipe")
            if before.st_size > LARGEST:
                size = before.st_size / 1024**3
                raise Unreadable(f"it has {size:,.1f} GB, more than {LARGEST // 1024**2} MB: split it")
            with path.open("rb") as source, to.open("wb") as target:
                digest = _copy(source, target)
            after = path.stat()
        except PermissionError:
            raise Unreadable("reading it is not permitted: change its permissions") from None
        except FileNotFoundError:
            raise Unreadable("it is gone") from None
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return digest
    raise Unreadable("it changes while it is read: index it again when it is finished")


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    digest, size = sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        target.write(piece)
        size += len(piece)
        if size > LARGEST:
            raise Unreadable(f"it is larger than {LARGEST // 1024**2} MB: split it")
    return digest.hexdigest()
