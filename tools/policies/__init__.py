"""The tool that quotes policies."""

from .search import SEARCH_POLICIES

TOOLS = (SEARCH_POLICIES,)

__all__ = ["TOOLS"]
