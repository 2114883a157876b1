"""What request bodies share: unknown fields are refused, nothing is converted silently."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Body(BaseModel):
    """A request body."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _is_whole_text(cls, given: Any) -> Any:
        """JSON can name half of a character, which no file or database can hold."""
        try:
            json.dumps(given, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            raise ValueError("a text in it holds half of a character (a lone surrogate)") from error
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
        return given
