"""Reads a policy document: YAML front matter between two `---` lines, then numbered sections of prose."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError

from ..errors import PolicyMalformed
from .checking import amount
from .limits import AnyLimit, Approval, BudgetTolerance, ForbiddenLifecycle, ForbiddenOrderStatus, StandingApproval
from .policy import FrontMatter, Policy, Section, can_apply, cite

FENCE = "---"
_HEADING = re.compile(r"^##\s+(?P<number>[0-9]+)\.\s+(?P<heading>\S.*?)\s*$")
_REMEDY = "Correct the document and try again; nothing was stored."


class _Loader(yaml.SafeLoader):
    """The safe loader, without aliases (a few lines of them can mean gigabytes) and with a line for every error."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise ComposerError(None, None, "aliases are not allowed", self.peek_event().start_mark)
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise ConstructorError(None, None, str(error), node.start_mark) from error


def read_policy(path: Path) -> Policy:
    """Read a policy document from a file; errors as in `parse_policy`."""
    return parse_policy(read_text(path), path.name)


def read_text(path: Path) -> str:
    """Read the text of a policy document; `PolicyMalformed` if it cannot be read or is no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _malformed(path.name, line, "the text is not UTF-8") from error
    except OSError as error:
        raise _malformed(path.name, 1, f"the file cannot be read ({error.strerror})") from error


def parse_policy(text: str, source: str = "policy") -> Policy:
    """Read a policy document.

    Parameters
    ----------
    text
        The whole document.
    source
        What errors call the document, usually its file name.

    Raises
    ------
    PolicyMalformed
        The front matter or the sections are not as they should be; the detail names the document and the line.
    """
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise _malformed(source, 1, f"the first line must be {FENCE!r}, where the front matter begins")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise _malformed(source, len(lines), f"the front matter has no closing {FENCE!r}")
    root = _compose("\n".join(lines[1:end]), source)
    head = _head(root, source)
    sections = _sections(lines, end + 1, source)
    for position, limit in enumerate(head.limits):
        if limit.section > len(sections):
            line = _line(root, ("limits", position, limit.limit, "section"))
            raise _malformed(source, line, f"section {limit.section} does not exist; there are {len(sections)}")
        if not can_apply(head.applies_to, limit):
            line = _line(root, ("limits", position))
            raise _malformed(source, line, f"{limit.limit} can never apply inside the policy's applies_to")
    return Policy(head, sections, hashlib.sha256(text.encode("utf-8")).hexdigest())


def unstated_limits(policy: Policy) -> tuple[str, ...]:
    """Limits whose amounts do not stand in the section that they cite, one sentence each.

    A share must stand there as a percentage (`25%`), money with its currency (`EUR 5,000`), days as a number.
    """
    missing: list[str] = []
    for limit in policy.head.limits:
        prose = " ".join(policy.section(limit.section).text.split())
        for wanted in _stated(limit, policy.head.currency):
            if not re.search(rf"(?<![\w.,-]){re.escape(wanted)}(?![\w%]|[.,][0-9])", prose, re.IGNORECASE):
                missing.append(f"{cite(policy.id, limit.section)} does not state {wanted!r} of {limit.limit}")
    return tuple(missing)


def _stated(limit: AnyLimit, currency: str) -> list[str]:
    if isinstance(limit, ForbiddenLifecycle | ForbiddenOrderStatus):
        return [value.replace("_", " ") for value in limit.values]
    if isinstance(limit, Approval):
        return [amount(band.up_to, "money", currency) for band in limit.bands if band.up_to is not None]
    if isinstance(limit, StandingApproval):
        share = [] if limit.max_change_share is None else [amount(limit.max_change_share, "share", currency)]
        return [amount(limit.max_value, "money", currency), *share]
    if isinstance(limit, BudgetTolerance):
        return [amount(share, "share", currency) for share in (limit.quarter_share, limit.year_share)]
    return [amount(limit.value, limit.unit, currency)]


def _compose(front: str, source: str) -> yaml.Node:
    try:
        root = yaml.compose(front, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 2 + (mark.line if mark else 0)
        raise _malformed(source, line, f"not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _malformed(source, 2, f"not valid YAML: {error}") from error
    except RecursionError as error:
        raise _malformed(source, 2, "not valid YAML: nested too deeply") from error
    if not isinstance(root, yaml.MappingNode):
        raise _malformed(source, 2, "the front matter must be a list of `key: value` lines")
    _refuse_repeated_keys(root, source)
    return root


def _refuse_repeated_keys(node: yaml.Node, source: str) -> None:
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _malformed(source, key.start_mark.line + 2, "a key must be a word")
            if key.value in seen:
                raise _malformed(source, key.start_mark.line + 2, f"the key {key.value!r} stands there twice")
            seen.add(key.value)
            children.append(value)
    elif isinstance(node, yaml.SequenceNode):
        children = list(node.value)
    for child in children:
        _refuse_repeated_keys(child, source)


def _head(root: yaml.Node, source: str) -> FrontMatter:
    loader = _Loader("")
    try:
        values = loader.construct_document(root)
        return FrontMatter.model_validate(values)
    except yaml.MarkedYAMLError as error:
        line = 2 + (error.problem_mark.line if error.problem_mark else 0)
        raise _malformed(source, line, f"not valid YAML: {error.problem}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "front matter"
        raise _malformed(source, _line(root, first["loc"]), f"{where}: {first['msg']}") from error
    finally:
        loader.dispose()


def _line(root: yaml.Node, path: Sequence[str | int]) -> int:
    """The line in the document of the deepest part of a path that exists; names of union members are passed over."""
    node, line = root, root.start_mark.line
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is not None:
                line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return line + 2


def _sections(lines: list[str], start: int, source: str) -> tuple[Section, ...]:
    """The numbered sections from a line on; what stands before the first one may only be a title."""
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        if line.startswith("## "):
            match = _HEADING.match(line)
            expected = len(found) + 1
            if match is None:
                raise _malformed(source, number, f"a section heading reads `## {expected}. Heading`")
            if int(match["number"]) != expected:
                raise _malformed(source, number, f"section {match['number']} stands where {expected} is expected")
            found.append((number, match["heading"], []))
        elif found:
            found[-1][2].append(line)
        elif line.strip() and not line.startswith("# "):
            raise _malformed(source, number, "there is text before the first numbered section")
    if not found:
        raise _malformed(source, len(lines), "there is no numbered section (`## 1. Purpose`)")
    for number, heading, body in found:
        if not any(line.strip() for line in body):
            raise _malformed(source, number, f"the section {heading!r} is empty")
    return tuple(
        Section(position, heading, "\n".join(body).strip())
        for position, (_, heading, body) in enumerate(found, start=1)
    )


def _malformed(source: str, line: int, problem: str) -> PolicyMalformed:
    return PolicyMalformed(f"{source}, line {line}: {problem}.", _REMEDY)
