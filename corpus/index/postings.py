"""Which rows have a word, and what it weighs in each: kept in files, and read where they lie."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.index.mapped import mapped

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Vocabulary(Sequence[bytes]):
    """Words in order of their bytes; each one's place is its number. Found by bisection: nothing is read at once."""

    starts: memoryview
    content: bytes

    @classmethod
    def of(cls, words: Iterable[str]) -> Vocabulary:
        """Number some words."""
        import numpy as np

        ordered = sorted(word.encode("utf-8", "surrogatepass") for word in words)
        starts: Any = np.fromiter(accumulate(map(len, ordered), initial=0), np.int64)
        return cls(memoryview(starts), b"".join(ordered))

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Open what `save` wrote."""
        import mmap

        starts: Any = mapped(folder / "vocabulary-starts.npy")
        with (folder / "vocabulary.txt").open("rb") as file:
            content: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if starts[-1] else b""
        return cls(memoryview(starts), content)

    def save(self, folder: Path) -> None:
        """Write it where `load` can read it."""
        import numpy as np

        np.save(folder / "vocabulary-starts.npy", self.starts)
        (folder / "vocabulary.txt").write_bytes(self.content)

    def number(self, word: str) -> int | None:
        """Give a word's number, if it occurs."""
        wanted = word.encode("utf-8", "surrogatepass")
        place = bisect_left(self, wanted)
        return place if place < len(self) and self[place] == wanted else None

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: Any) -> Any:
        return self.content[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True)
class Postings:
    """For each word, by number, the rows that have it (ascending) and its weight in each."""

    starts: Any
    rows: Any
    weights: Any

    @classmethod
    def load(cls, folder: Path, name: str) -> Postings:
        """Open what `save` wrote."""
        return cls(*(mapped(folder / f"{name}-{part}.npy", at_once=True) for part in ("starts", "rows", "weights")))

    def save(self, folder: Path, name: str) -> None:
        """Write them where `load` can read them."""
        import numpy as np

        for part in ("starts", "rows", "weights"):
            np.save(folder / f"{name}-{part}.npy", getattr(self, part))

    def have(self, rows: Sequence[int], words: Sequence[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Say of some rows, one a line, whether they have some words, one a column."""
        import numpy as np

        wanted = np.asarray(rows, self.rows.dtype)  # of another type, all the rows of a word would be converted
        found = np.zeros((len(words), len(rows)), np.bool_)
        for place, word in enumerate(words):
            having = self.rows[self.starts[word] : self.starts[word + 1]]
            found[place] = having.take(having.searchsorted(wanted), mode="clip") == wanted
        return found.T

    def having(self, word: int) -> int:
        """Count the rows that have a word."""
        return int(self.starts[word + 1] - self.starts[word])

    def scores(self, words: Iterable[int], count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Add up what some words weigh in each of *count* rows, in the order of the words."""
        import numpy as np

        total = np.zeros(count)
        for word in words:
            part = slice(int(self.starts[word]), int(self.starts[word + 1]))
            # word by word, in the types that it adds up in: larger copies are handed back to the system every time
            np.add.at(total, self.rows[part].astype(np.int64), self.weights[part].astype(np.float64))
        return total
