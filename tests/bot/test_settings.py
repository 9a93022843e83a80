from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings


def test_the_defaults_need_nothing_and_nobody() -> None:
    settings = read_settings({"PATH": "/bin", "SLACK_BOT_TOKEN": "x"})

    assert settings.vector_store == "embedded"
    assert settings.host == "127.0.0.1"
    assert not settings.log_questions
    assert settings.home.is_absolute()


def test_each_setting_is_read_from_the_environment() -> None:
    settings = read_settings({"GUIDELINE_HOME": "/data", "GUIDELINE_PORT": "9000", "GUIDELINE_LOG_QUESTIONS": "yes"})

    assert (settings.home, settings.port, settings.log_questions) == (Path("/data"), 9000, True)


def test_an_empty_setting_is_the_default() -> None:
    assert read_settings({"GUIDELINE_PORT": ""}).port == Settings().port


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("GUIDELINE_HOEM", "GUIDELINE_HOME"), ("GUIDELINE_MODEL_SHA", "GUIDELINE_MODEL_SHA256"), ("GUIDELINE_X", "")],
)
def test_an_unknown_setting_is_refused_with_the_nearest_known_one(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} is not a setting\. Did you mean GUIDELINE_{nearest[10:]}"):
        read_settings({name: "1"})


def test_everything_wrong_is_said_at_once() -> None:
    wrong = {
        "GUIDELINE_HOM": "x",
        "GUIDELINE_PORT": "99999",
        "GUIDELINE_LOG_QUESTIONS": "maybe",
        "GUIDELINE_VECTOR_STORE": "pigeonhole",
        "GUIDELINE_MODEL_SHA256": "abc",
    }

    with pytest.raises(SettingsError) as error:
        read_settings(wrong)

    assert [name for name in wrong if f"{name} is" not in str(error.value)] == []
