"""Who is asking: from a key to a person with positions."""

import hmac
from typing import Annotated

from fastapi import Depends, Header, Request

from knowledge.principal import Principal, Role, Seat

from .errors import Forbidden, NotSignedIn, UnknownPerson
from .people import principal_of
from .tandem import Tandem

OPERATOR = "operator"


def composed(request: Request) -> Tandem:
    """The parts that the application was put together from."""
    return request.app.state.tandem


App = Annotated[Tandem, Depends(composed)]


def signed_in(
    tandem: App,
    authorization: Annotated[str | None, Header()] = None,
    tandem_as: Annotated[str | None, Header()] = None,
) -> Principal:
    """Return the person behind a request.

    The operator's key (the file in the home folder) may speak as a person of the sample company, recorded as "on
    behalf of" the operating-system user; for any other company each person has a key.

    Raises
    ------
    NotSignedIn
        If no valid key came.
    UnknownPerson
        If the operator speaks as somebody who is not there.
    Forbidden
        If the key may not speak as that person.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("No key came with the request.", "Send 'Authorization: Bearer KEY'.")
    if hmac.compare_digest(token.encode(), tandem.operator_key.encode()):
        if tandem_as is None:
            return Principal(OPERATOR, "Operator", (Seat(OPERATOR, Role.ADMIN),), on_behalf_of=tandem.operator)
        newest = tandem.truth.snapshot()
        if not tandem.is_sample:
            raise Forbidden(
                "Only the people of the sample company can be spoken for.",
                "Make a key for the person with 'tandem key create PERSON' and set TANDEM_API_KEY.",
            )
        return principal_of(newest, tandem_as, on_behalf_of=tandem.operator)
    owner = tandem.keys.owner(token)
    if owner is None:
        raise NotSignedIn("The key is unknown, revoked or expired.", "Ask the operator for a new one.")
    if tandem_as is not None:
        raise Forbidden("This key speaks for one person only.", "Leave the header Tandem-As out.")
    try:
        return principal_of(tandem.truth.snapshot(), owner)
    except UnknownPerson as error:
        raise NotSignedIn(
            f"The key belongs to {owner}, who holds no position in the newest data.", "Ask the operator for a new one."
        ) from error


Signed = Annotated[Principal, Depends(signed_in)]


def require(principal: Principal, *roles: Role) -> None:
    """Refuse a person who has none of some roles.

    Raises
    ------
    Forbidden
    """
    if not principal.roles & set(roles):
        wanted = " or ".join(role.value for role in roles)
        raise Forbidden(f"{principal.name} may not do that: it takes the role {wanted}.", "Ask somebody who has it.")
