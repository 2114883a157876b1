"""The forms in which people talk around the work, and the ones of the tools beside them.

The forms of a tool stand beside its declaration (`tools.registry.Tool.utterances`, which also says how a form is
written); here stand those that lead to no tool. They teach the head; nothing is matched against them.
"""

from tools.registry import Registry

from . import lacking, outside, refusing, talking

FORMS: dict[str, tuple[str, ...]] = {**talking.FORMS, **outside.FORMS, **refusing.FORMS, **lacking.FORMS}
"""The forms of every kind that leads to no tool."""


def forms_of(registry: Registry) -> dict[str, tuple[str, ...]]:
    """Return the forms of every kind of question: of the tools, and of what is said around them and they lack."""
    around = {kind: forms for kind, forms in FORMS.items() if lacking.ANSWERED_BY.get(kind) not in registry.kinds}
    return {**around, **registry.utterances}
