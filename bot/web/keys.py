"""API keys, kept as hashes in one file, and what the role of each allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.settings import SettingsError
from corpus.guideline import Strict
from corpus.strict_yaml import YamlError, read_yaml, validate

if TYPE_CHECKING:
    from pathlib import Path


class Role(IntEnum):
    """Each role may do what those before it may."""

    NOBODY = 0
    ASK = 1
    REVIEW = 2
    ADMIN = 3


@dataclass(frozen=True)
class Caller:
    """Who calls, and what they may do. `owner` owns conversations; None has none yet."""

    owner: str | None
    role: Role


class KeyLine(Strict):
    """One key."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    role: Literal["ask", "review", "admin"]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class KeyFile(Strict):
    """The file of keys."""

    keys: tuple[KeyLine, ...] = Field(min_length=1)


Keys = Mapping[str, Caller]


def hashed(key: str) -> str:
    """The hash that a key is kept as."""
    return sha256(key.encode()).hexdigest()


def load_keys(path: Path) -> Keys:
    """Read the file of keys. Raises `SettingsError` with what is wrong with it."""
    try:
        file = validate(read_yaml(path.read_text("utf-8"), str(path)), KeyFile)
    except (OSError, UnicodeDecodeError, YamlError) as error:
        way_out = (
            "Write keys: [{name: ward-3, role: ask, sha256: …}], the hash as `printf %s KEY | sha256sum` gives it."
        )
        raise SettingsError(f"GUIDELINE_API_KEYS: {path} cannot be used.\n{error}\n{way_out}") from None
    return {line.sha256: Caller(f"key:{line.name}", Role[line.role.upper()]) for line in file.keys}
