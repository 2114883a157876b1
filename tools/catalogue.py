"""Every tool there is."""

from importlib import import_module

from .registry import Registry

PACKAGES = (
    "tools.exceptions",
    "tools.inventory",
    "tools.forecasting",
    "tools.twin",
    "tools.finance",
    "tools.policies",
    "tools.actions",
    "tools.calculate",
)
"""The packages that declare tools, each in its `TOOLS`."""


def all_tools() -> Registry:
    """Return the registry of every tool; the packages, and what they need, are imported here and not before."""
    return Registry(tool for package in PACKAGES for tool in import_module(package).TOOLS)
