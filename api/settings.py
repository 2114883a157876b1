"""The settings, read from the environment by this package only."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
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
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

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
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            closest = process.extractOne(name, sorted(known))[0]
            raise ConfigurationRefused(f"There is no setting {name}.", f"Did you mean {closest}? Unset it otherwise.")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{'.'.join(str(part) for part in first['loc']).upper()}"
        raise ConfigurationRefused(f"{name}={first['input']!r}: {first['msg']}.", "Correct or unset it.") from error
