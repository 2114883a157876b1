"""The people of the truth as principals: with the positions they hold and stand in for."""

from datetime import date
from typing import cast

from knowledge.principal import Mandate, Principal, Role, Scope, Seat
from knowledge.truth.snapshot import RowRange, Snapshot

from .errors import UnknownPerson


def principal_of(snapshot: Snapshot, person_id: str, on_behalf_of: str = "") -> Principal:
    """Return a person of the truth with the positions held and stood in for on the planning date.

    Raises
    ------
    UnknownPerson
        If there is no such person, or the person holds no position.
    """
    people = snapshot.rows(RowRange.of("people", person_id=person_id)).to_dicts()
    if not people:
        known = ", ".join(snapshot.table("people")["person_id"].to_list()) or "nobody"
        raise UnknownPerson(f"There is no person '{person_id}'.", f"The people are: {known}.")
    positions = {row["position_id"]: row for row in snapshot.table("positions").to_dicts()}
    seats = [_seat(row, delegated=False) for row in positions.values() if row["holder"] == person_id]
    today: date = snapshot.planning_date
    for row in snapshot.rows(RowRange.of("delegations", delegate=person_id)).to_dicts():
        if row["valid_from"] <= today <= row["valid_to"]:
            seats.append(_seat(positions[row["position_id"]], delegated=True))
    if not seats:
        raise UnknownPerson(f"{people[0]['name']} holds no position.", "Add one to the table positions.")
    return Principal(person_id, people[0]["name"], tuple(seats), on_behalf_of)


def _seat(row: dict[str, object], *, delegated: bool) -> Seat:
    limit = row["approval_limit"]
    return Seat(
        position_id=str(row["position_id"]),
        role=Role(str(row["role"])),
        mandate=cast(Mandate, row["mandate"]),
        scope=Scope(str(row["family"]), str(row["region"]), str(row["location_id"])),
        approval_limit=float(limit) if isinstance(limit, int | float) else None,
        delegated=delegated,
    )
