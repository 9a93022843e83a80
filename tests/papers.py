"""Documents as a house has them, made by hand: PDFs of lines and rules, scans, locked ones."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfWriter
from pypdfium2 import PdfDocument

Line = tuple[float, float, int, str]  # x, y from the bottom, size, text


def pdf_of(pages: list[list[Line]], rules: str = "") -> bytes:
    """Write a PDF; *rules* are drawn on every page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        lines = [f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in page]
        content = "\n".join([rules, *lines])
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        box = "/MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {len(objects)} 0 R >>")
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>"
    out, at = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    xref = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in at)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF"
    ).encode("latin-1")


def paragraph(x: float, top: float, lines: list[str]) -> list[Line]:
    return [(x, top - 14 * n, 11, line) for n, line in enumerate(lines)]


def cells(top: float, columns: list[float], rows: list[list[list[str]]], gap: float = 8) -> list[Line]:
    """The rows of a table without rules, *gap* apart; each cell is a list of lines."""
    placed: list[Line] = []
    for row in rows:
        lined = [(x, n, text) for x, cell in zip(columns, row, strict=True) for n, text in enumerate(cell)]
        placed += [(x, top - 12 * n, 10, text) for x, n, text in lined]
        top -= 12 * max(map(len, row)) + gap
    return placed


def scanned(content: bytes) -> bytes:
    """The pages of a PDF as pictures of 200 dots an inch, without a letter of text."""
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in PdfDocument(content)]
    out = BytesIO()
    pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return out.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """A PDF that opens with a password; with an empty one anybody may read it, and nobody change it."""
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def outlined(content: bytes, entries: list[tuple[str, int]]) -> bytes:
    """A PDF with an outline: titles with their levels, all on the first page."""
    writer = PdfWriter(clone_from=BytesIO(content))
    above = []
    for title, level in entries:
        del above[level:]
        above.append(writer.add_outline_item(title=title, page_number=0, parent=above[-1] if above else None))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def write(folder: Path, name: str, content: bytes | str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
