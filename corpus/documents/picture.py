"""A page of a PDF as a picture, drawn in a process of its own: a hostile file costs one failure."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.documents.block import Unreadable
from corpus.documents.store import documents_folder
from corpus.workers import serve, spread

MOST_MEMORY = 2 * 1024**3
PATIENCE_S = 20
WIDTH_PX = 1200
LARGEST_PX = 4000
QUALITY = 60


@dataclass(frozen=True)
class Picture:
    """A page as WebP. `width` and `height` are the page's, in points: the boxes of its words count in them."""

    webp: bytes
    width: float
    height: float


def picture_of(home: Path, digest: str, page: int) -> Picture:
    """Draw one page (from 1) of a document. Raises `Unreadable` in one sentence."""
    (reply,) = spread("corpus.documents.picture", [str(home)], [[digest, page]], 1, PATIENCE_S)
    if reply.failure is not None:
        raise Unreadable(reply.failure)
    webp, width, height = reply.answer
    return Picture(b64decode(webp), width, height)


def drawn(home: Path, digest: str, page: int) -> tuple[str, float, float]:
    """Draw one page; its picture in base 64, and its size."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(documents_folder(home) / digest / "original")
    try:
        sheet = pdf[page - 1]
        sheet.set_rotation(0)  # the boxes of words count on the page as it is stored
        width, height = sheet.get_size()
        scale = min(WIDTH_PX / width, LARGEST_PX / height)
        picture = BytesIO()
        sheet.render(scale=scale).to_pil().save(picture, "WEBP", quality=QUALITY)
        return b64encode(picture.getvalue()).decode(), width, height
    finally:
        pdf.close()


def main() -> None:
    """Limit the memory that a hostile file may take, and draw."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    home = Path(sys.argv[1])

    def work(task: Any) -> tuple[str, float, float]:
        return drawn(home, *task)

    serve(work)


if __name__ == "__main__":
    main()
