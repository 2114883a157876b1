"""The forms in which planners say things, by kind of question.

A form is a line with alternatives in round brackets, `(a|b)`, options in square ones, `[x]`, and `<item>`, `<family>`,
`<period>`, … where a question names something (`masking.MASKS`). They teach the head; nothing is matched against them.
"""

from . import actions, looking, refusing, talking, trying

FORMS: dict[str, tuple[str, ...]] = {
    **looking.FORMS,
    **trying.FORMS,
    **actions.FORMS,
    **talking.FORMS,
    **refusing.FORMS,
}
"""The forms of every kind."""
