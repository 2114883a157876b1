"""Policies: documents that people read and code obeys.

`check` and `route` judge an action; `PolicyStore` keeps the documents and finds passages in them; `Embedder` turns
sentences into vectors. The last two bring heavy libraries and load when they are first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .approval import ApprovalRoute, Standing, Step, route
from .checking import Finding, PolicyCheck, Verdict, check
from .documents import parse_policy, read_policy, unstated_limits
from .facts import ActionFacts, ActionKind, OrderKind
from .policy import FrontMatter, Policy, Section, cite

if TYPE_CHECKING:
    from .embedding import Embedder
    from .passages import Passage
    from .store import PolicyStore, online_retail_documents, sample_documents

_LAZY = {
    "Embedder": "embedding",
    "Passage": "passages",
    "PolicyStore": "store",
    "online_retail_documents": "store",
    "sample_documents": "store",
}

__all__ = [
    "ActionFacts",
    "ActionKind",
    "ApprovalRoute",
    "Embedder",
    "Finding",
    "FrontMatter",
    "OrderKind",
    "Passage",
    "Policy",
    "PolicyCheck",
    "PolicyStore",
    "Section",
    "Standing",
    "Step",
    "Verdict",
    "check",
    "cite",
    "online_retail_documents",
    "parse_policy",
    "read_policy",
    "route",
    "sample_documents",
    "unstated_limits",
]


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LAZY[name]}", __name__), name)
