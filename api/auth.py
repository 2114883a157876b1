"""Who is asking: from a key to a person with positions."""

import hmac
from datetime import date
from typing import Annotated

from fastapi import Depends, Header, Request

from knowledge.principal import Principal, Role, Scope, Seat
from knowledge.truth.snapshot import RowRange, Snapshot

from .compose import Tandem
from .errors import Forbidden, NotSignedIn

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
    Forbidden
        If the key may not speak as that person.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("No key came with the request.", "Send 'Authorization: Bearer KEY'.")
    if hmac.compare_digest(token.encode(), tandem.operator_key.encode()):
        if tandem_as is None:
            return Principal(OPERATOR, "Operator", (Seat(OPERATOR, Role.ADMIN),), on_behalf_of=tandem.operator)
        if not tandem.is_sample:
            raise Forbidden(
                "Only the people of the sample company can be spoken for.",
                "Make a key for the person with 'tandem key create PERSON' and set TANDEM_API_KEY.",
            )
        return principal_of(tandem.truth.snapshot(), tandem_as, on_behalf_of=tandem.operator)
    owner = tandem.keys.owner(token)
    if owner is None:
        raise NotSignedIn("The key is unknown, revoked or expired.", "Ask the operator for a new one.")
    if tandem_as is not None:
        raise Forbidden("This key speaks for one person only.", "Leave the header Tandem-As out.")
    return principal_of(tandem.truth.snapshot(), owner)


Signed = Annotated[Principal, Depends(signed_in)]


def principal_of(snapshot: Snapshot, person_id: str, on_behalf_of: str = "") -> Principal:
    """Return a person of the truth with the positions held and stood in for on the planning date.

    Raises
    ------
    NotSignedIn
        If there is no such person, or the person holds no position.
    """
    people = snapshot.rows(RowRange.of("people", person_id=person_id)).to_dicts()
    if not people:
        known = ", ".join(snapshot.table("people")["person_id"].to_list()) or "nobody"
        raise NotSignedIn(f"There is no person '{person_id}'.", f"The people are: {known}.")
    positions = {row["position_id"]: row for row in snapshot.table("positions").to_dicts()}
    seats = [_seat(row, delegated=False) for row in positions.values() if row["holder"] == person_id]
    today: date = snapshot.planning_date
    for row in snapshot.rows(RowRange.of("delegations", delegate=person_id)).to_dicts():
        if row["valid_from"] <= today <= row["valid_to"]:
            seats.append(_seat(positions[row["position_id"]], delegated=True))
    if not seats:
        raise NotSignedIn(f"{people[0]['name']} holds no position.", "Add one to the table positions.")
    return Principal(person_id, people[0]["name"], tuple(seats), on_behalf_of)


def _seat(row: dict[str, object], *, delegated: bool) -> Seat:
    limit = row["approval_limit"]
    return Seat(
        position_id=str(row["position_id"]),
        role=Role(str(row["role"])),
        mandate=row["mandate"],  # pyright: ignore[reportArgumentType]
        scope=Scope(str(row["family"]), str(row["region"]), str(row["location_id"])),
        approval_limit=float(limit) if isinstance(limit, int | float) else None,
        delegated=delegated,
    )


def require(principal: Principal, *roles: Role) -> None:
    """Refuse a person who has none of some roles.

    Raises
    ------
    Forbidden
    """
    if not principal.roles & set(roles):
        wanted = " or ".join(role.value for role in roles)
        raise Forbidden(f"{principal.name} may not do that: it takes the role {wanted}.", "Ask somebody who has it.")
