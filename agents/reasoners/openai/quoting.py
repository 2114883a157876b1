"""Data and policies as quotations: between marks that their content cannot forge."""

import secrets
from collections.abc import Callable

Quote = Callable[[str, str], str]
"""Takes what it is and its text, gives the quotation."""


def quoting(sign: str | None = None) -> Quote:
    """Return what puts texts between marks that bear a sign made for this turn only.

    Parameters
    ----------
    sign
        Cannot be known to whoever wrote the texts; random unless given.
    """
    own = sign or secrets.token_hex(6)

    def quote(what: str, text: str) -> str:
        return f"<<{what} {own}>>\n{text.replace(own, '')}\n<<end {own}>>"

    return quote
