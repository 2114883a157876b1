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

_BEND = (
    r"(?:chang|overwrit|alter|edit|rewrit|restat|amend|modif|fudg|massag|polish|backdat|tweak|doctor|correct|adjust|falsif|forg|nudg|"
    r"retouch|shad|bend)\w*"
)
_FALSIFIES = re.compile(
    rf"\b{_BEND}\s+"
    r"(?:\S+\s+){0,3}?(?:sales in the (?:records?|books|system)|who (?:approved|decided|signed)|actuals|actual (?:sales|demand|figures)|recorded (?:figures|numbers|dates|data|sales|demand)|past (?:sales|demand|orders|figures|receipts)|sales (?:figures|history|data)|"
    r"(?:demand|order|stock) history|goods receipts?|(?:confirmed|promised|original|receipt) dates?\b[^.?!]{0,30}\bin the past)\b"
    r"|\b(?:chang|overwrit|alter|edit|rewrit|amend|modif|fudg|tweak|correct|adjust|set|put|lower|rais|reduc|increas|cut|mov|record|report|book)\w*\b[^.?!]{0,80}"
    r"\b(?:so|in order|such) (?:that )?(?:it|we|our|the|they|he|she|my|his|her|their)\b[^.?!]{0,40}\b(?:looks?|appears?|seems?) (?!at\b|for\b|into\b|up\b|like\b|as (?:in|it)\b)"
    r"|\b(?:recorded|booked|past) (?:figures|numbers|sales|data|receipts|demand)\b[^.?!]{0,40}\b(?:chang|rais|lower|edit|adjust|alter|increas|reduc|cut|lift|correct)\w*"
    r"|(?:^|[,;:.!?]\s+)(?:(?:please|pls|just|ok|so|and|then|to)\s+)*(?:approve|sign off|okay|release)\b[^.?!]{0,60}\b(?:on my (?:own )?behalf|in my (?:own )?name|in (?:her|his|\w+'s) name|for (?:her|him)|myself|on (?:her|his) behalf)\b"
    r"|\b(?:approve|sign(?: it| this| that| them)? off|release|decide|okay)\b(?: it| this| that| them)? yourself\b"
    r"|\b(?:dat(?:e|ing) (?:it|this|that|them) back|back-?dat(?:e|ing))\b"
    rf"|\b{_BEND}\s+(?:\S+\s+){{0,3}}?"
    r"(?:recorded|booked|past|original|historic\w*) (?:\w+ ){0,2}?(?:dates?|quantit\w+|figures|numbers|entries|values|promises?)\b[^.?!]{0,40}\bso (?:that )?"
    r"|\bno (?:proposals?|approvals?|paperwork|sign-?offs?)\b[^.?!]{0,30}\b(?:just|simply|straight|directly)\b[^.?!]{0,60}"
    r"|\b(?:straight|directly) (?:in|into) (?:the )?(?:erp|sap)\b"
    r"|\bmake it (?:so (?:that )?it )?(?:look|seem|appear)s?\b(?! (?:nice|neat|tidy|pretty)\b)"
    r"|\b(?:go|get|dig|reach) back (?:in|into|to) (?:the |our )?[^.?!]{0,40}\b(?:history|records?|actuals|sales)\b[^.?!]{0,20}\b(?:and|to) (?:chang|overwrit|alter|edit|rewrit|amend|fudg|tweak|correct|adjust|set|lower|rais|reduc|increas|cut|delet|remov)\w*"
    r"|\b(?:overwrit|replac|swap)\w*\b[^.?!]{0,30}\b(?:actuals|sales)\b[^.?!]{0,25}\b(?:with|by|for) (?:the |our )?(?:budget|forecast|plan)\b"
    r"|\b(?:say|write|note|state|put|enter) (?:down|(?:in|into|on) (?!(?:the |as )?reason)(?:the )?\S+) that\b[^.?!]{0,40}\b(?:came|arrived|was|were|agreed|approved|signed|wanted)\b"
    r"|\bso (?:that )?(?:it|they|we) (?:looks?|appears?|seems?) (?:like|as if|as though) (?:it|they|we|nobody|nothing)\b"
    r"|\bso (?:that )?[^.?!]{0,60}\b(?:reads?|looks?) (?:\w+ )?(?:more favou?rabl[ey]|nicer|healthier)\b"
    r"|\b(?:mark|flag|book|report|record|set)\s+(?:\S+\s+){1,4}?as (?:received|arrived|delivered|shipped|paid|on time|punctual)\b"
    r"|\b(?:book|add|enter|report|put|record)\b[^.?!]{0,60}\b(?:that|which|we) (?:we )?(?:do not|don[’']t|never|did not|didn[’']t) (?:have|exist|came|come|arrived?)\b"
    r"|(?:^|[,;:.!?]\s+|\b(?:and|to|please)\s+)(?:overstate|understate|exaggerate|downplay|play down|embellish|prettify|retouch|gloss over|sugar-?coat|inflate)\b"
    r"|(?:^|[,;:.!?]\s+|\b(?:and|please)\s+)(?:invent|fabricate|make up|fake) (?:an? |some |the )?(?:\w+ ){0,2}?(?:reasons?|causes?|stor(?:y|ies)|excuses?|forecasts?|figures|numbers|sales|demand|customers?|orders?|peak)\b"
    r"|^(?:please )?(?:lower|raise|adjust|change|bend|cut|increase|reduce) (?:the |our |my )?(?:\S+ ){0,2}?budget\b(?! (?:view|month|question|period))"
    r"|\b(?:extend|prolong|lengthen)\w*\b[^.?!]{0,20}\b(?:best[- ]before|expiry|expiration|use[- ]by) dates?\b|\bre-?label\w*\b[^.?!]{0,30}\b(?:expired|old|out of date)\b"
    r"|\b(?:unblock|free|release)\w*\b[^.?!]{0,30}\b(?:quarantin\w+|blocked (?:batch|lot|stock|goods)\w*|(?:batch|lot)\w* (?:in|from|that|which))\b"
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
    r"|\b(?:ignor|disregard)\w*\s+(?:the |our |that |any |every )?(?:\w+ ){0,2}?(?:polic(?:y|ies)|limits?|rules?)\b|\bforget (?:about )?the (?:limits?|rules?)\b"
    r"|\b(?:no time|never mind|no need) (?:for |of )?(?:the |this |any )?(?:four[- ]eyes|approv\w+|sign[- ]?offs?|rules?|polic\w+)\b"
    r"|\b(?:wave|nod|let|push|rush)\b(?: through)?[^.?!]{0,25}\bproposals?\b(?: through\b|[^.?!]{0,20}\bthrough\b)|\b(?:wave|nod) through\b"
    r"|\b(?:split|slic|chop|cut|divid|break)\w*\b[^.?!]{0,60}\b(?:under|below|beneath) (?:the|my|his|her|\w+[’']s) (?:\w+ )?(?:limit|threshold|cap|radar)\b"
    r"|\b(?:disappear|vanish|go away)s? from (?:the |our |this )?(?:\w+ )?(?:lists?|reports?|screen|overview|dashboard)\b"
    r"|\bkeep\b[^.?!]{0,50}\bfrom (?:the |our |my )?(?:board|boss|directors?|managers?|management|finance|auditors?|controllers?|sales (?:people|team|guys))\b"
    r"|\b(?:do not|don[’']t|must not|mustn[’']t) (?:show|tell|let|mention)\b[^.?!]{0,60}\b(?:boss|managers?|directors?|finance|auditors?|board|sales (?:people|team|guys))\b"
    r"|\bwithout (?:asking|telling|informing|involving) (?:the |our |my |her |his )?(?:\w+ ){0,2}?(?:managers?|approvers?|boss|director|anyone|anybody|controllers?)\b"
    r"|\b(?:no paperwork|off the books|under the table|behind (?:\w+ ){1,2}back)\b"
    r"|\bnot (?:\w+ ){0,4}?(?:in|among|part of) what (?:\w+ ){1,4}?(?:reads?|sees?|gets?|finds?)\b",
    re.I,
)
"""Words that would keep something from those who must see it."""

_PROHIBITS = re.compile(r"(?:please )?do not\b", re.I)
_PRIES = re.compile(
    r"\bwhat (?:did|has|have|do|does)\b[^.?!]{0,30}\b(?:ask(?:ed)?|typed?|written?|tell|told|said|say)(?: to)? you\b|"
    r"\b(?:questions?|messages?|chats?|conversations?|e-?mails?) of (?:the |my |all )?(?:other |others\b)?(?:planners?|users?|colleagues?|people|others)\b",
    re.I,
)
"""Words that want to read what others said in confidence."""


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
    is_wish = not ASKS.search(said) or _PROHIBITS.match(said) is not None
    return bool(
        _INJECTS.search(said) or _PRIES.search(said) or (is_wish and (_FALSIFIES.search(said) or _HIDES.search(said)))
    )
