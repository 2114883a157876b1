"""One spelling for a JSON document, so that equal content has equal digests."""

import hashlib
import json

from pydantic import JsonValue


def canonical_digest(document: JsonValue) -> str:
    """Return the SHA-256 of a JSON document, whatever the order of its keys or the spelling of its numbers."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def canonical_json(document: JsonValue) -> str:
    """Return a JSON document in one spelling: keys sorted, no spaces, `25` for `25.0`."""

    def normal(value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            return {key: normal(below) for key, below in value.items()}
        if isinstance(value, list):
            return [normal(below) for below in value]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value

    return json.dumps(normal(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
