"""Frames of requests for a proposal, and of questions about proposals and policies.

A quantity of an action comes from the question or is computed by `agents.propose`, never from a policy's text.
"""

import re
from collections.abc import Sequence

from ..slots import Slots
from .amounts import limit
from .creating import created, is_ordered
from .frame import Arguments, Ask, Frame, place
from .levels import are_weekly, levels_of, names_level, points_of, weeks_of
from .rescheduling import moved

POINT = frozenset({"item", "site", "number", "percent", "day", "period"})


def _draft(actions: Sequence[Arguments], slots: Slots) -> Arguments:
    return {"actions": [*actions], "reason": f"Asked for: {slots.said}"}


def _expedite(slots: Slots) -> Arguments | Ask:
    actions = moved(slots, "earlier")
    return actions if isinstance(actions, Ask) else _draft(actions, slots)


def _push_out(slots: Slots) -> Arguments | Ask:
    actions = moved(slots, "later")
    return actions if isinstance(actions, Ask) else _draft(actions, slots)


def _create(slots: Slots) -> Arguments | Ask:
    if names_level(slots.said) and not is_ordered(slots) and points_of(slots):
        return _stock_policy(slots)
    if are_weekly(slots) and not is_ordered(slots):
        return _override(slots)
    actions = created(slots)
    return actions if isinstance(actions, Ask) else _draft(actions, slots)


def _stock_policy(slots: Slots) -> Arguments | Ask:
    if is_ordered(slots):
        return _create(slots)
    points = points_of(slots)
    if not points:
        return Ask("Of which item, at which place, shall it be changed?")
    levels = levels_of(slots, len(points))
    if isinstance(levels, Ask):
        return levels
    return _draft(
        [
            {"kind": "change_stock_policy", "item_id": item, "location_id": site, **level}
            for (item, site), level in zip(points, levels, strict=True)
        ],
        slots,
    )


def _override(slots: Slots) -> Arguments | Ask:
    points = points_of(slots)
    if not points:
        return Ask("The forecast of which item, at which place, shall be overridden?")
    if len(points) > 1:
        return Ask("I draft an override for an item at a place, no more at a time. Which first?")
    weeks = weeks_of(slots)
    if isinstance(weeks, Ask):
        return weeks
    action: Arguments = {
        "kind": "override_forecast",
        "item_id": points[0][0],
        "location_id": points[0][1],
        "weeks": weeks,
        "reason": slots.said,
    }
    return _draft([action], slots)


_STATUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "expired",
        re.compile(
            r"\b(?:expired?|lapsed?|ran out of time|timed out|run out of time|too late to decide|nobody decided)\b",
            re.I,
        ),
    ),
    (
        "rejected",
        re.compile(
            r"\b(?:rejected|turned down|declined|refused|denied|shot down|knocked back|thrown out|voted down|vetoed|said no|got a no)\b",
            re.I,
        ),
    ),
    ("returned", re.compile(r"\b(?:returned|sent back|handed back|came back|bounced)\b", re.I)),
    ("withdrawn", re.compile(r"\b(?:withdrawn|withdrew|taken back|pulled back|called off)\b", re.I)),
    (
        "executed",
        re.compile(r"\b(?:executed|carried out|implemented|put through|put into (?:effect|practice))\b", re.I),
    ),
    ("approved", re.compile(r"\b(?:approved|signed off|green[- ]lit|accepted|waved through|got a yes)\b", re.I)),
    ("failed", re.compile(r"\bfailed\b", re.I)),
)
_FOR_ME = re.compile(
    r"\b(?:inbox|for me|on me|(?:have|need|got|want) (?:i )?to (?:decide|approve|sign|look|say|review)|(?:must|should|can|do) i (?:still )?"
    r"(?:have to |need to |got to )?(?:decide|approve|sign|review)|my (?:desk|plate|queue|table|tray|signature|approval|decision|ok|okay|yes)|yes or no"
    r"|i (?:still )?(?:have|need|must|should)(?: still)? (?:to )?(?:decide|approve|sign|review)"
    r"|i (?:have ?n[o’']t|have not|have yet to|did ?n[o’']t|did not|never|still owe)(?: yet)? (?:\w+ )?(?:sign\w*|decid\w*|approv\w*|review\w*|look\w*|answer\w*|releas\w*)|because of me|my fault|up to me|owe (?:an? )?(?:answer|decision)|await\w* (?:me|my)|need\w* (?:me|my))\b",
    re.I,
)
_MINE = re.compile(
    r"\b(?:my (?:own )?(?:\w+ )?(?:proposals?|drafts?|thing|ideas?|requests?|suggestions?|submissions?)|mine|of mine|(?:did i|have i|i(?:'ve| have)?) "
    r"(?:(?:\w+ )?myself )?(?:\w+ )?(?:proposed?|drafted|draft|made?|make|submitted|submit|raised?|suggested|suggest|put (?:in|forward)|sent|send|handed in|created|create))\b",
    re.I,
)
_UNDECIDED = re.compile(r"\b(?:have ?n[o’']t|has ?n[o’']t|not|never|yet|still|to be)\b", re.I)
_NOT = re.compile(r"(?:\b(?:not|never|yet to be|without being)|n[o’']t)\s+(?:yet\s+)?(?:been\s+)?$", re.I)
_BY_ME = re.compile(r"\b(?:i have(?: not|n[o’']t)?|have(?: not|n[o’']t)? i|by me)\b", re.I)
_PENDING = re.compile(
    r"\b(?:waiting|wait|waits|pending|open|undecided|outstanding|in the queue|to be decided|await\w*|not (?:yet )?decided|unanswered)\b",
    re.I,
)


def _proposals(slots: Slots) -> Arguments | Ask:
    arguments: Arguments = {}
    most = limit(slots)
    if most is not None:
        arguments["limit"] = most
    is_for_me = _FOR_ME.search(slots.said) is not None
    if _MINE.search(slots.said):
        arguments["mine"] = True
    if is_for_me and _UNDECIDED.search(slots.said):
        return {**arguments, "waiting_for_me": True}
    found = [(status, match) for status, words in _STATUSES if (match := words.search(slots.said))]
    are_so = [(status, match) for status, match in found if not _NOT.search(slots.said[: match.start()])]
    status = next((status for status, _ in are_so), None)
    if found and status is None:
        return {**arguments, **({"waiting_for_me": True} if _BY_ME.search(slots.said) else {"status": "pending"})}
    if status is not None:
        return {**arguments, "status": status}
    if is_for_me:
        return {**arguments, "waiting_for_me": True}
    return {**arguments, "status": "pending"} if _PENDING.search(slots.said) else arguments


def _policy(slots: Slots) -> Arguments | Ask:
    return {"query": slots.said[:500]}


ORDER = frozenset({"order", "day", "period", "duration", "item", "site", "supplier"})

FRAMES = (
    Frame(
        "expedite",
        "draft_proposal",
        _expedite,
        lambda slots: f"Propose to expedite {slots.id('order') or 'an order'}",
        requires=(("order",),),
        welcomes=ORDER,
    ),
    Frame(
        "push_out",
        "draft_proposal",
        _push_out,
        lambda slots: f"Propose to push out {slots.id('order') or 'an order'}",
        requires=(("order",),),
        welcomes=ORDER,
    ),
    Frame(
        "create_order",
        "draft_proposal",
        _create,
        lambda slots: f"Propose an order{place(slots)}",
        requires=(("item",),),
        welcomes=POINT | {"supplier"},
    ),
    Frame(
        "stock_policy",
        "draft_proposal",
        _stock_policy,
        lambda slots: f"Propose a change of the safety stock{place(slots)}",
        requires=(("item",), ("number", "percent", "factor", "duration")),
        welcomes=POINT | {"factor"},
    ),
    Frame(
        "override",
        "forecast_demand",
        _override,
        lambda slots: f"Propose a forecast override{place(slots)}",
        requires=(("item",), ("number", "percent", "factor")),
        welcomes=POINT | {"factor", "duration"},
    ),
    Frame(
        "proposals",
        "list_proposals",
        _proposals,
        lambda _slots: "Which proposals are waiting?",
        welcomes=frozenset({"person", "proposal", "item", "order", "family", "period"}),
    ),
    Frame(
        "policy",
        "search_policies",
        _policy,
        lambda slots: f"What do the policies say about: {slots.said}",
        welcomes=frozenset({"policy", "person", "money", "percent", "order", "item", "family", "site"}),
    ),
)
