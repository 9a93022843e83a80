"""All settings, read from the environment in one place: few, named `GUIDELINE_…`, every default works offline."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "GUIDELINE_"


class SettingsError(Exception):
    """For operators: a setting is wrong. The message says which, and what to write instead."""


class Settings(BaseModel):
    """How this process is set up. Each field is `GUIDELINE_` and its name in capitals."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("guideline-bot", appauthor=False),
        description="Where the index, conversations and stored documents live.",
    )
    model: str = Field(
        default="all-MiniLM-L6-v2",
        description="The embedding model: the packaged one, or the folder of any sentence-transformers model.",
    )
    model_sha256: str = Field(
        default="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        pattern="^[0-9a-f]{64}$",
        description="SHA-256 of the model's model.safetensors, checked before it is loaded.",
    )
    vector_store: str = Field(
        default="embedded",
        pattern=r"^(embedded|https?://[^/\s]+)$",
        description="Where vectors are kept: embedded, or the address of a Chroma server, e.g. http://127.0.0.1:8001.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="The address that serve listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port that serve listens on; 0 takes a free one.")
    database: str = Field(
        default="",
        pattern=r"^(|sqlite:///.+|postgresql(\+psycopg)?://.+)$",
        description="Where conversations are kept: empty for a SQLite file in home, or postgresql://user@host/name.",
    )
    retention: Literal["nothing", "fingerprints", "full"] = Field(
        default="full",
        description="What is kept of questions: nothing, fingerprints (no words), or full (personal data masked).",
    )
    conversation_days: int = Field(
        default=90, ge=0, description="Days after its last question that a conversation expires; 0 keeps it."
    )
    api_keys: Path | None = Field(
        default=None, description="A YAML file of API keys: name, role (ask, review, admin), sha256. None: open to all."
    )
    origins: str = Field(
        default="",
        pattern=r"^(|https?://[^/\s,]+(\s*,\s*https?://[^/\s,]+)*)$",
        description="Other origins that may call the API and embed the chat, with commas: https://intranet.example.",
    )
    requests_per_minute: int = Field(
        default=600, ge=0, description="Requests a minute allowed to one client before it must wait; 0 sets no limit."
    )
    log_questions: bool = Field(default=False, description="Whether logs may hold questions. Off: they are private.")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from the environment. Raises `SettingsError` with everything wrong at once."""
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    known = {f"{PREFIX}{field.upper()}": field for field in Settings.model_fields}
    unknown = [_unknown(name, list(known)) for name in sorted(given) if name not in known]
    values = {known[name]: value for name, value in given.items() if name in known and value.strip()}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join([*unknown, *map(_wrong, error.errors())])) from None
    if unknown:
        raise SettingsError("\n".join(unknown))
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def _unknown(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    return f"{name} is not a setting. Did you mean {nearest[0]}?"


def _wrong(error: Any) -> str:
    field = str(error["loc"][0])
    described = Settings.model_fields[field].description
    return f"{PREFIX}{field.upper()} is {error['input']!r}: {error['msg']}. {described}"
