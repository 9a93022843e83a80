"""All settings, read from the environment in one place: few, named `GUIDELINE_…`, every default works offline."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

PREFIX = "GUIDELINE_"
CUSTOMARY = {  # the names that Slack's own documents use
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_client_id": "SLACK_CLIENT_ID",
    "slack_client_secret": "SLACK_CLIENT_SECRET",
}


class SettingsError(Exception):
    """For operators: a setting is wrong. The message says which, and what to write instead."""


class Settings(BaseModel):
    """How this process is set up. Each field is `GUIDELINE_` and its name in capitals, but for Slack's own names."""

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
    cluster: str = Field(
        default="",
        pattern=r"^(|local|auto|[^\s:]+:\d+)$",
        description="A Ray cluster that embeds: auto for the one joined here, or its address, e.g. 10.0.0.1:6379. "
        "Empty: this machine alone.",
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
    address: str = Field(
        default="",
        pattern=r"^(|https?://[^\s<>|]+)$",
        description="Where people reach the web chat, for links to sources in Slack: https://guidelines.example.",
    )
    slack_bot_token: SecretStr = Field(default=SecretStr(""), description="The bot token of one workspace, xoxb-….")
    slack_signing_secret: SecretStr = Field(default=SecretStr(""), description="What Slack signs its requests with.")
    slack_app_token: SecretStr = Field(default=SecretStr(""), description="For Socket Mode: an app token, xapp-….")
    slack_client_id: str = Field(default="", description="For several workspaces: the app's client id.")
    slack_client_secret: SecretStr = Field(default=SecretStr(""), description="For several workspaces: its secret.")
    slack_token_key: SecretStr = Field(
        default=SecretStr(""),
        description="Encrypts the tokens of several workspaces: Fernet keys, with commas, the newest first.",
    )
    slack_api: str = Field(
        default="https://slack.com/api/",
        pattern=r"^https?://[^\s<>|]+/api/$",
        description="The address of Slack's Web API; https://slack-gov.com/api/ for GovSlack.",
    )
    slack_patience_s: int = Field(default=10, ge=1, description="Seconds to wait for an answer of Slack's Web API.")
    slack_workspaces: str = Field(default="", description="The only workspaces served, ids with commas. Empty: all.")
    slack_channels: str = Field(default="", description="The only channels answered in, ids with commas. Empty: all.")
    log_questions: bool = Field(default=False, description="Whether logs may hold questions. Off: they are private.")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from the environment. Raises `SettingsError` with everything wrong at once."""
    known = {name_of(field): field for field in Settings.model_fields}
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX) or name in known}
    unknown = [_unknown(name, list(known)) for name in sorted(given) if name not in known]
    values = {known[name]: value for name, value in given.items() if name in known and value.strip()}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join([*unknown, *map(_wrong, error.errors())])) from None
    if unknown:
        raise SettingsError("\n".join(unknown))
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def name_of(field: str) -> str:
    """What a setting is called in the environment."""
    return CUSTOMARY.get(field, f"{PREFIX}{field.upper()}")


def _unknown(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    return f"{name} is not a setting. Did you mean {nearest[0]}?"


def _wrong(error: Any) -> str:
    field = str(error["loc"][0])
    described = Settings.model_fields[field].description
    return f"{name_of(field)} is {error['input']!r}: {error['msg']}. {described}"
