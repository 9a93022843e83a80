"""A process that embeds: texts in, float32 vectors in base64 out."""

from __future__ import annotations

import sys
from base64 import b64encode
from pathlib import Path

from corpus.index.embedding import load
from corpus.workers import serve


def main() -> None:
    """Load the model once, and answer."""
    model = load(Path(sys.argv[1]))
    serve(lambda texts: [b64encode(model.vector(text).tobytes()).decode() for text in texts])


if __name__ == "__main__":
    main()
