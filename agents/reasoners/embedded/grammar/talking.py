# ruff: noqa: E501  one form is one line
"""Forms of what is said around the work."""

FORMS: dict[str, tuple[str, ...]] = {
    "greeting": (
        "(hi|hello|hey|good morning|good afternoon|good evening|moin|hallo) [tandem|there|you|team]",
        "(how are you|how is it going|nice to meet you|are you there)",
        "(thanks|thank you|thx|cheers|great|perfect|very good|well done) [a lot|very much|tandem|for that]",
        "(bye|goodbye|see you|that is all|that was all) [tandem|for today]",
    ),
    "help": (
        "(help|help me|what can you do|what do you do|how do you work|how does this work|what is this)",
        "what (can|may|could|should) i ask [you]",
        "(which|what) (questions|things|commands|tools) (can you answer|do you know|do you understand|are there|do you have)",
        "(show|give) me (examples|some examples|what you can do|your commands)",
        "who are you",
        "what (data|numbers|sources) do you (use|have|work with)",
        "how do i (use|start with) (you|this|tandem)",
    ),
    "propose": (
        "(do|go ahead with|go for|take) (it|that|this|the first one|the best one|the best option|option some number)",
        "propose (it|that|the first|the first one|the best one|the second one|this)",
        "(draft|make|open|write|create) (a|the) proposal [for (it|that|the first one|the best one)]",
        "[yes] [please] (do it|do that|go ahead|propose it|draft it|submit it|make it so)",
        "(send|submit) (it|this|that) (for approval|to the manager|to my boss)",
        "let us do (that|the first one)",
        "ok (do it|propose it|go)",
    ),
}
