"""The settings, read from the environment by this package only."""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import process

from .errors import ConfigurationRefused

PREFIX = "TANDEM_"
MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """What an installation may set; each is an environment variable with the prefix `TANDEM_`.

    Attributes
    ----------
    home
        The folder of everything that Tandem keeps; one process holds it at a time.
    database_url
        SQLAlchemy URL of the database; SQLite in the home folder by default.
    truth_uri
        Folder of the Delta tables; in the home folder by default.
    chroma_url
        `http://host:port` of a Chroma server; embedded in the home folder by default.
    operating_model
        How S&OP and S&OE share the work; the company's own setting by default.
    api_key
        The key with which the command line speaks, instead of the home folder's own.
    drop_folder
        Where the CSV connector writes; `drops` in the home folder by default.
    host
        The address that the server listens on; loopback unless told otherwise.
    port
        The port that the server listens on; 0 for any that is free.
    connector
        Which system carries out what is approved: the embedded ERP, or a folder of CSV files.
    body_limit_mb
        The largest request body, in megabytes.
    log_level
        What the server logs.
    test_data
        The folder of real data for tests and benchmarks.
    llm_base_url
        An OpenAI-compatible endpoint, such as `http://localhost:8000/v1`; without it and a model's name the embedded
        reasoner answers.
    llm_model
        The model to ask there.
    openai_api_key
        The key of the endpoint, from `OPENAI_API_KEY`; never shown nor logged.
    llm_mode
        How tool calls are asked for: natively, by JSON replies, or the one that the model can; `calls` for small
        models, which choose calls among a few and leave the words to the embedded reasoner.
    llm_requests
        Requests to the model in one turn, at most, retries not counted.
    llm_calls
        Tool calls that the model may ask for in one turn.
    llm_tokens
        Tokens of prompts and replies in one turn.
    llm_seconds
        Seconds of waiting for the model in one turn.
    llm_money
        What the tokens of one turn may cost, in the currency of the prices; needs the prices.
    llm_prompt_price
        Price of a million tokens of prompts; set both prices or none.
    llm_completion_price
        Price of a million tokens of replies.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, validate_by_name=True)

    home: Path = Path(".tandem")
    database_url: str = ""
    truth_uri: str = ""
    chroma_url: str | None = None
    operating_model: Literal["separate", "merged", "hybrid"] | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8321, ge=0, le=65535)
    api_key: str | None = None
    connector: Literal["embedded_erp", "csv_drop"] = "embedded_erp"
    drop_folder: Path | None = None
    body_limit_mb: int = Field(default=64, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    test_data: Path = Path("../shared/data")
    llm_base_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    llm_model: str | None = Field(default=None, min_length=1)
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    llm_mode: Literal["auto", "native", "json", "calls"] = "auto"
    llm_requests: int = Field(default=10, ge=1, le=100)
    llm_calls: int = Field(default=12, ge=1, le=16)
    llm_tokens: int = Field(default=120_000, ge=1)
    llm_seconds: float = Field(default=60.0, gt=0)
    llm_money: float | None = Field(default=None, gt=0)
    llm_prompt_price: float | None = Field(default=None, ge=0)
    llm_completion_price: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse half of what only makes sense as a whole."""
        if (self.llm_base_url is None) != (self.llm_model is None):
            raise ValueError(f"{PREFIX}LLM_BASE_URL and {PREFIX}LLM_MODEL are set together or not at all")
        if (self.llm_prompt_price is None) != (self.llm_completion_price is None):
            raise ValueError(f"{PREFIX}LLM_PROMPT_PRICE and {PREFIX}LLM_COMPLETION_PRICE are set together")
        if self.llm_money is not None and self.llm_prompt_price is None:
            raise ValueError(f"{PREFIX}LLM_MONEY needs {PREFIX}LLM_PROMPT_PRICE and {PREFIX}LLM_COMPLETION_PRICE")
        return self

    @property
    def database(self) -> str:
        """The URL of the database."""
        return self.database_url or f"sqlite:///{(self.home / 'tandem.db').resolve()}"

    @property
    def truth(self) -> str:
        """The URI of the Delta tables."""
        return self.truth_uri or str((self.home / "truth").resolve())

    @property
    def drops(self) -> Path:
        """Where the CSV connector writes."""
        return self.drop_folder or self.home / "drops"


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    ConfigurationRefused
        If a variable with the prefix is unknown, or a value does not fit.
    """
    known = {variable_of(name) for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            closest = process.extractOne(name, sorted(known))[0]
            raise ConfigurationRefused(f"There is no setting {name}.", f"Did you mean {closest}? Unset it otherwise.")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            raise ConfigurationRefused(f"{first['msg'].removeprefix('Value error, ')}.", "Set or unset it.") from error
        name = variable_of(".".join(str(part) for part in first["loc"]))
        raise ConfigurationRefused(f"{name}={first['input']!r}: {first['msg']}.", "Correct or unset it.") from error


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    field = Settings.model_fields.get(name)
    alias = field.validation_alias if field is not None else None
    return alias if isinstance(alias, str) else f"{PREFIX}{name.upper()}"
