"""The app manifest: what is set up at Slack, and so the one list of scopes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).parent / "manifest.yaml"


@cache
def manifest() -> dict[str, Any]:
    """The manifest as data."""
    data: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return data


def scopes() -> list[str]:
    """The bot's scopes."""
    return list(manifest()["oauth_config"]["scopes"]["bot"])
