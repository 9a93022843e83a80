"""Text out of a document that may be broken, hostile or huge: one sentence for what cannot be read.

Formats that others wrote the readers for are read in a process of their own, with little memory and little time,
so a bomb ends there.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

MEGABYTE = 2**20
LARGEST = {
    ".md": 5,
    ".txt": 5,
    ".json": 5,
    "": 5,
    ".html": 10,
    ".htm": 10,
    ".pdf": 50,
    ".docx": 25,
}  # megabytes of the file itself
LARGEST_UNPACKED = 100 * MEGABYTE
LONGEST_TEXT = 1_000_000
MOST_PAGES = 500
MEMORY, SECONDS = 1024 * MEGABYTE, 20
APART = (".html", ".htm", ".pdf", ".docx")
BLOCKS = "p,li,h1,h2,h3,h4,h5,h6,tr,div,section,article,br,td,th,dt,dd,blockquote,pre,header,footer,title"


class DocumentProblem(Exception):
    """A document cannot be read. The message says why in one sentence."""


class NoDocument(DocumentProblem):
    """There is nothing where a document was named."""


def text_of(path: Path) -> str:
    """The text of a document. Raises `DocumentProblem`."""
    if not path.exists():
        raise NoDocument(f"There is no file {path}. Write the path of a document.")
    kind = path.suffix.lower()
    if kind not in LARGEST:
        known = ", ".join(name for name in LARGEST if name)
        raise DocumentProblem(f"{path.name} is not a kind of file that is read. Give one of: {known}.")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise DocumentProblem(f"{path.name} is not a file.")
        if size > LARGEST[kind] * MEGABYTE:
            raise DocumentProblem(
                f"{path.name} has {size / MEGABYTE:.0f} MB; at most {LARGEST[kind]} MB of {kind} are read."
            )
        text = _apart(path) if kind in APART else _plain(path)
    except OSError as error:
        raise DocumentProblem(f"{path.name} cannot be read: {error.strerror or error}.") from None
    if not text.strip():
        raise DocumentProblem(f"{path.name} holds no text (a scan or an empty file).")
    return text


def _plain(path: Path) -> str:
    raw = path.read_bytes()
    if b"\0" in raw[:4096]:
        raise DocumentProblem(f"{path.name} is not a text: it has binary contents.")
    return raw.decode("utf-8-sig", "replace")[:LONGEST_TEXT]


def _apart(path: Path) -> str:
    """Read in another process; whatever happens there becomes one sentence."""
    if path.suffix.lower() == ".docx":
        _check_zip(path)
    command = [sys.executable, "-I", "-c", _RUN, str(Path(__file__).parents[2]), str(path.resolve())]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            command,
            capture_output=True,
            timeout=SECONDS + 5,
            preexec_fn=_bounded,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentProblem(f"{path.name} takes more than {SECONDS} seconds to read; it was left unread.") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said and said[-1].startswith("! ") else "! needs more time or memory than a document may take"
        raise DocumentProblem(f"{path.name} {why.removeprefix('! ')}.")
    return done.stdout.decode("utf-8", "replace")[:LONGEST_TEXT]


_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from guardrails.lint.extract import main; main(sys.argv[2])"


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise DocumentProblem(f"{path.name} is damaged: it is not a Word document.") from None
    if unpacked > LARGEST_UNPACKED:
        raise DocumentProblem(f"{path.name} would unpack to {unpacked / MEGABYTE:.0f} MB; at most 100 MB are unpacked.")


def main(name: str) -> None:
    """Read one document in this process and print its text; what is wrong with it goes to standard error."""
    path = Path(name)
    try:
        text = {".pdf": _pdf, ".docx": _docx}.get(path.suffix.lower(), _html)(path)
    except DocumentProblem as problem:
        sys.exit(f"! {problem}")
    except MemoryError:
        sys.exit("! needs more memory than a document may take")
    except Exception as error:  # noqa: BLE001 (a damaged file breaks its reader in any way)
        sys.exit(f"! is damaged: {type(error).__name__}")
    os.write(1, text[:LONGEST_TEXT].encode("utf-8", "replace")) if len(text) < 60_000 else sys.stdout.buffer.write(
        text[:LONGEST_TEXT].encode("utf-8", "replace")
    )


def _pdf(path: Path) -> str:
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentProblem("is encrypted: give it without a password")
    if len(reader.pages) > MOST_PAGES:
        raise DocumentProblem(f"has {len(reader.pages)} pages; at most {MOST_PAGES} are read")
    found: list[str] = []
    length = 0
    for page in reader.pages:
        found.append(page.extract_text() or "")
        length += len(found[-1])
        if length > LONGEST_TEXT:
            break
    return "\n".join(found)


def _docx(path: Path) -> str:
    from docx import Document
    from docx.table import Table

    lines: list[str] = []
    for each in Document(str(path)).iter_inner_content():
        if isinstance(each, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in each.rows]
        else:
            lines.append(f"• {each.text}" if "List" in ((each.style and each.style.name) or "") else each.text)
    return "\n".join(lines)


def _html(path: Path) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(path.read_bytes())
    tree.strip_tags(["script", "style", "noscript", "template", "svg", "iframe", "object"])
    for node in tree.css("sup"):
        inside = node.text().strip(" []()")
        if inside and all(character.isdigit() or character in ", -–" for character in inside):
            node.replace_with(f"[{inside}]")
    for node in tree.css("li"):
        node.insert_before("\n• ")
    for node in tree.css(BLOCKS):
        node.insert_after("\n")
        node.insert_before("\n")
    root = tree.body or tree.root
    return root.text() if root else ""
