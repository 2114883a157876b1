"""A misspelt setting must not be ignored: nobody would notice that it has no effect."""

from pathlib import Path

import pytest

from api.errors import ConfigurationRefused
from api.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("TANDEM_"):
            monkeypatch.delenv(name)


def test_everything_is_embedded_by_default() -> None:
    settings = read_settings()
    assert settings.database.startswith("sqlite:///")
    assert settings.chroma_url is None
    assert settings.host == "127.0.0.1"


def test_an_unknown_setting_is_refused_with_the_closest_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_DATABSE_URL", "postgresql://x")
    with pytest.raises(ConfigurationRefused, match="TANDEM_DATABASE_URL"):
        read_settings()


def test_a_value_that_does_not_fit_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_OPERATING_MODEL", "sometimes")
    with pytest.raises(ConfigurationRefused, match="TANDEM_OPERATING_MODEL='sometimes'"):
        read_settings()


def test_what_lies_in_the_home_follows_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert str(tmp_path) in settings.database
    assert str(tmp_path) in settings.truth
    assert settings.drops == tmp_path / "drops"


def test_half_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint without a model's name would leave everybody believing that a model answers."""
    monkeypatch.setenv("TANDEM_LLM_BASE_URL", "http://localhost:1/v1")
    with pytest.raises(ConfigurationRefused, match="TANDEM_LLM_MODEL"):
        read_settings()


def test_money_without_prices_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget that cannot be counted is none."""
    monkeypatch.setenv("TANDEM_LLM_MONEY", "0.5")
    with pytest.raises(ConfigurationRefused, match="TANDEM_LLM_PROMPT_PRICE"):
        read_settings()


def test_the_key_of_the_endpoint_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are printed and logged; the key must not be."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    settings = read_settings()
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings}"
