"""What is refused whatever else a message says: orders to the program itself, records that would lie, hiding."""

import re

from .evidence import ASKS

_INJECTS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|prompts?|rules|policies|guidelines|limits|approvals?)\b"
    r"|\b(?:system|hidden|initial) prompt\b|\byou are now\b|\bact as (?:an? |the )?(?:admin|root|developer|manager|ceo)"
    r"|\bjailbreak\b|</?(?:system|assistant|tool)>|\b(?:developer|god|admin) mode\b|\bdrop table\b",
    re.I,
)
"""Words that speak to the program instead of asking for work."""

_FALSIFIES = re.compile(
    r"\b(?:chang|overwrit|alter|edit|rewrit|amend|modif|fudg|massag|polish|backdat|tweak|doctor|correct|adjust|falsif|forg)\w*\s+"
    r"(?:\S+\s+){0,3}?(?:actuals|actual (?:sales|demand|figures)|recorded (?:figures|numbers|dates|data|sales|demand)|past (?:sales|demand|orders|figures|receipts)|sales (?:figures|history|data)|"
    r"(?:demand|order|stock) history|goods receipts?|(?:confirmed|promised|original|receipt) dates?\b[^.?!]{0,30}\bin the past)\b"
    r"|\b(?:chang|overwrit|alter|edit|rewrit|amend|modif|fudg|tweak|correct|adjust|set|put|lower|rais|reduc|increas|cut|mov|record|report|book)\w*\b[^.?!]{0,80}"
    r"\b(?:so|in order|such) (?:that )?(?:it|we|our|the|they|he|she|my|his|her|their)\b[^.?!]{0,40}\b(?:looks?|appears?|seems?) (?!at\b|for\b|into\b|up\b|like\b|as (?:in|it)\b)"
    r"|\b(?:recorded|booked|past) (?:figures|numbers|sales|data|receipts|demand)\b[^.?!]{0,40}\b(?:chang|rais|lower|edit|adjust|alter|increas|reduc|cut|lift|correct)\w*"
    r"|(?:^|[,;:.!?]\s+)(?:(?:please|pls|just|ok|so|and|then|to)\s+)*(?:approve|sign off|okay|release)\b[^.?!]{0,60}\b(?:on my (?:own )?behalf|in my (?:own )?name|in (?:her|his|\w+'s) name|for (?:her|him)|myself|on (?:her|his) behalf)\b"
    r"|\b(?:approve|sign(?: it| this| that| them)? off|release|decide|okay)\b(?: it| this| that| them)? yourself\b"
    r"|\b(?:dat(?:e|ing) (?:it|this|that|them) back|back-?dat(?:e|ing))\b"
    r"|\b(?:chang|overwrit|alter|edit|rewrit|amend|fudg|tweak|falsif|forg)\w*\s+(?:\S+\s+){0,3}?(?:recorded|booked|past|original|historic\w*) (?:\w+ ){0,2}?(?:dates?|quantit\w+|figures|numbers|entries|values|promises?)\b[^.?!]{0,40}\bso (?:that )?"
    r"|\bno (?:proposals?|approvals?|paperwork|sign-?offs?)\b[^.?!]{0,30}\b(?:just|simply|straight|directly)\b[^.?!]{0,60}"
    r"|\b(?:straight|directly) (?:in|into) (?:the )?(?:erp|sap)\b"
    r"|\bmake it (?:so (?:that )?it )?(?:look|seem|appear)s?\b(?! (?:nice|neat|tidy|pretty)\b)"
    r"|\b(?:go|get|dig|reach) back (?:in|into|to) (?:the |our )?[^.?!]{0,40}\b(?:history|records?|actuals|sales)\b[^.?!]{0,20}\b(?:and|to) (?:chang|overwrit|alter|edit|rewrit|amend|fudg|tweak|correct|adjust|set|lower|rais|reduc|increas|cut|delet|remov)\w*"
    r"|\bmake\b[^.?!]{0,40}\b(?:look|appear|seem) (?:better|good|fine|ok|okay|decent|on time|as if|like|smaller|lower|higher)\b",
    re.I,
)
"""Words that would make a record say what did not happen."""

_HIDES = re.compile(
    r"\b(?:take|remov|get|keep|leav|strip|cut|scratch|wip|delet|eras)\w*\b[^.?!]{0,60}\b(?:out of|off|from) (?:the |our )?"
    r"(?:audit\w*|logs?|records?|history|books|trail|minutes|journal)\b"
    r"|\b(?:skip|bypass|circumvent|dodg|sidestep|get around|go around|work around)\w*\s+(?:the |any |her |his |all |\w+'s )?"
    r"(?:approvals?|approvers?|sign[- ]?offs?|work ?flow|checks?|limits?|four eyes|controls?)\b"
    r"|\b(?:nobody|no one|no-one|none of them)(?:(?:[’']ll| will| would| shall| must| needs? to| has to) (?:ever )?(?:notice|know|see (?:it|this|that|them)|find out|realise|realize)| notices)\b"
    r"|\bso (?:that )?(?:\S+ ){1,6}?(?:doesn[’']t|does not|don[’']t|do not|can[’']?t|cannot|won[’']t|will not|never) (?:see|sees|notice|know|find|learn)\b"
    r"|\bwithout (?:asking|telling|informing|involving) (?:the |our |my |her |his )?(?:\w+ ){0,2}?(?:managers?|approvers?|boss|director|anyone|anybody|controllers?)\b"
    r"|\b(?:no paperwork|off the books|under the table|behind (?:\w+ ){1,2}back)\b"
    r"|\bnot (?:\w+ ){0,4}?(?:in|among|part of) what (?:\w+ ){1,4}?(?:reads?|sees?|gets?|finds?)\b",
    re.I,
)
"""Words that would keep something from those who must see it."""


def is_forbidden(said: str) -> bool:
    """Whether a message wants the program to break its rules, a record to say what did not happen, or a check to be
    passed by.

    Examples
    --------
    >>> is_forbidden("Overwrite January's actuals with the forecast")
    True
    >>> is_forbidden("What were January's actuals?")
    False
    """
    is_wish = not ASKS.search(said)
    return bool(_INJECTS.search(said) or (is_wish and (_FALSIFIES.search(said) or _HIDES.search(said))))
