"""The entries of an edition, read one at a time as they are needed, and the columns that filters look at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from corpus.index.entry import Entry, Only

if TYPE_CHECKING:
    import numpy as np

COLUMNS = (
    "topic", "guideline", "kind", "jurisdiction", "country", "year", "status", "document", "form", "from", "until",
)  # fmt: skip


@dataclass(frozen=True)
class Rows(Sequence[Entry]):
    """Entries in a file, one JSON object a line; `starts` says where each line begins."""

    path: Path
    starts: Any

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, row: int) -> Entry: ...
    @overload
    def __getitem__(self, row: slice) -> list[Entry]: ...
    def __getitem__(self, row: int | slice) -> Entry | list[Entry]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        start, end = int(self.starts[row % len(self)]), int(self.starts[row % len(self) + 1])
        return Entry(*json.loads(self._content[start:end]))

    def __iter__(self) -> Iterator[Entry]:
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Entry(*json.loads(line))

    @cached_property
    def _content(self) -> bytes:
        import mmap

        with self.path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if len(self) else b""  # type: ignore[return-value]

    @cached_property
    def ids(self) -> Sequence[str]:
        """The entries' ids, each read without its text."""
        return _Ids(self)

    def id_of(self, row: int) -> str:
        """Give an entry's id: what stands before the first two quotes with a comma between, which no string holds."""
        start, end = int(self.starts[row]), int(self.starts[row + 1])
        found: str = json.loads(self._content[start + 1 : self._content.find(b'", "', start + 2, end) + 1])
        return found

    @cached_property
    def columns(self) -> Columns:
        """What filters look at."""
        return Columns.load(self.path.parent)


@dataclass(frozen=True)
class _Ids(Sequence[str]):
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: Any) -> Any:
        return self.rows.id_of(row)


@dataclass(frozen=True)
class Columns:
    """A code for each row and each field that can be filtered on; `values` says what the codes mean."""

    values: Mapping[str, Sequence[str]]
    codes: Any

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Columns:
        """Make the columns of some entries."""
        import numpy as np

        values: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}
        codes = np.zeros((len(COLUMNS), len(entries)), np.int32)
        for row, entry in enumerate(entries):
            for place, name in enumerate(COLUMNS):
                known = values[name]
                codes[place, row] = known.setdefault(entry.fields.get(name, ""), len(known))
        return cls({name: list(known) for name, known in values.items()}, codes)

    @classmethod
    def load(cls, folder: Path) -> Columns:
        """Read what `save` wrote."""
        import numpy as np

        values = json.loads((folder / "columns.json").read_text("utf-8"))
        return cls(values, np.load(folder / "columns.npy", mmap_mode="r"))

    def save(self, folder: Path) -> None:
        """Write them."""
        import numpy as np

        (folder / "columns.json").write_text(json.dumps(self.values, ensure_ascii=False), "utf-8")
        np.save(folder / "columns.npy", self.codes)

    def allowed(self, entries: Sequence[Entry], only: Only, as_of: date | None) -> np.ndarray[Any, Any] | None:
        """Say of each row whether it passes the filters and is in force; None if all do."""
        import numpy as np

        found: Any = None
        for name, wanted in only.items():
            found = self._meet(found, self._having(entries, name, wanted))
        if as_of is not None:
            day = as_of.isoformat()
            found = self._meet(found, self._column("from", [each for each in self.values["from"] if each <= day]))
            later = [each for each in self.values["until"] if not each or each > day]
            found = self._meet(found, self._column("until", later))
        elif "status" not in only and "superseded" in self.values["status"]:
            found = self._meet(found, ~self._column("status", ["superseded"]))
        return None if found is None or bool(np.all(found)) else found

    def of_rows(self, name: str, rows: Sequence[int]) -> list[str]:
        """Give one field of some rows."""
        values = self.values[name]
        return [values[code] for code in self.codes[COLUMNS.index(name)][list(rows)].tolist()]

    def _having(self, entries: Sequence[Entry], name: str, wanted: Collection[str]) -> Any:
        import numpy as np

        if name in self.values:
            return self._column(name, wanted)
        return np.array([entry.fields.get(name) in wanted for entry in entries])

    def _column(self, name: str, wanted: Iterable[str]) -> Any:
        import numpy as np

        chosen = set(wanted)
        codes = [code for code, value in enumerate(self.values[name]) if value in chosen]
        return np.isin(self.codes[COLUMNS.index(name)], codes)

    @staticmethod
    def _meet(found: Any, more: Any) -> Any:
        return more if found is None else found & more


def write_rows(folder: Path, entries: Sequence[Entry]) -> None:
    """Keep the entries, one JSON object a line, and their columns."""
    import numpy as np

    starts = np.zeros(len(entries) + 1, np.int64)
    with (folder / "entries.jsonl").open("wb") as file:
        for row, entry in enumerate(entries):
            line = json.dumps([entry.id, entry.text, entry.context, dict(entry.fields)], ensure_ascii=False)
            starts[row + 1] = starts[row] + file.write(f"{line}\n".encode("utf-8", "replace"))
    np.save(folder / "starts.npy", starts)
    Columns.of(entries).save(folder)


def read_rows(folder: Path) -> Rows:
    """Open what `write_rows` kept."""
    import numpy as np

    return Rows(folder / "entries.jsonl", np.load(folder / "starts.npy", mmap_mode="r"))
