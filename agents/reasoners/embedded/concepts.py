"""The concepts of the trade, by the words that people use for them.

Two people who mean the same seldom use the same words: one order is delayed, another runs behind, a third has not shown
up. The head learns from concepts beside words, so that a form taught with one word serves the others too.
"""

import re

from .masking import MASKS

_WORDS: dict[str, str] = {
    "rule": r"polic(?:y|ies)|rules?|allowed|permitted|permission|entitle\w*|guidelines?|regulat\w+|procedures?|governance|compliant|compliance|may (?:i|we|they|a|an|the)|supposed to|must (?:i|we|they) ask|forbidden|binding|thresholds?|criteria|criterion|counts? as|defin\w+|rulebook|handbook|mandatory|frozen (?:zone|period|horizon)|freeze",
    "who_decides": r"approv\w+|sign(?:s|ed|ing)?(?: it| this| that)? ?off|sign(?:ed|ature|atures|s)?|authori[sz]\w+|decid\w+|decision|reject\w*|turn(?:ed)? down|yes or no|green light|go ahead|escalat\w+",
    "proposal": r"propos\w+|drafts?|drafted|inbox|suggestions?|pending|tray|on my desk|in my queue|my queue|submitted",
    "late": r"late(?:r|ly)?|delay\w*|overdue|behind(?: schedule| time)?|slip\w*|held up|stuck|stranded|missing|not (?:arrived|come|coming|here|shown up)|isn't coming|hasn't (?:arrived|come|shown)|past due|tardy|postponed",
    "order": r"orders?|pos?|purchase orders?|production orders?|transfers?|deliver(?:y|ies)|shipments?|consignments?|containers?|inbound|incoming|arriv\w+|receipts?|on order|in transit|on the way|on the water|asn|open lines?|mos?|tos?|land(?:s|ing)?",
    "vehicle": r"trucks?|lorr(?:y|ies)|vans?|drivers?|carriers?|haul\w+|routes?|pallet spaces?|freight|vessels?|boats?|ships?|trains?|loads?|loading|dock",
    "stock": r"stocks?|inventor(?:y|ies)|on hand|on the shel(?:f|ves)|on the floor|in the (?:warehouse|house|building)|physically|sit(?:ting)? (?:on|in)|warehous\w+|held|holding|we (?:have|got) left|lots?|batch(?:es)?",
    "expiry": r"expir\w+|best before|shelf life|short dated|out of date|use by|go(?:es|ing)? off|perish\w*|past its date|quarantin\w*|block(?:ed)?",
    "shortage": r"short(?:age|ages)?|stock ?outs?|out of stock|oos|run(?:s|ning)? (?:out|dry|low|short)|empty|sold out|sell(?:s|ing)? out|not enough|zero|nothing left|ran out|dry up",
    "excess": r"excess\w*|over ?stock\w*|too much|too many|surplus\w*|dead stock|slow mov\w+|obsolet\w+|leftovers?|left over|pil(?:e|es|ing) up",
    "projection": r"project(?:s|ed|ion|ions)?|run ?out|days of cover|cover|develop(?:s)?|level by|atp|available to promise|balance|stock (?:curve|path|development|outlook)|when (?:does|do|will|is|are)|last(?:s)? until|how long",
    "future": r"will|going to|gonna|next|coming|expect\w*|upcoming|ahead|outlook|forecast\w*|predict\w*|forward|will be|we'll|it'll|'ll|shall",
    "past": r"was|were|did|sold|had|last|been|past|ago|history|historical\w*|previous|used to|so far|year to date|ytd|went|moved|bought|shipped|since|actuals?",
    "demand": r"demand|sales|sell(?:s|ing)?|sold|turnover|consum\w+|offtake|volumes?|buy(?:s|ing)?|drink\w*|eat\w*|went out|go out the door|shift(?:ed)?|move(?:d)? off",
    "forecast": r"forecast\w*|predict\w*|expect\w*|outlook|projection of demand|statistic\w*|model|estimates?|anticipat\w*|reckon on",
    "accuracy": r"accura\w+|bias\w*|error|mape|wape|mase|rmse|fva|value add\w*|how (?:good|bad|reliable|wrong|far off|close)|trust\w*|reliab\w+|miss(?:ed|es)?|wrong|off the mark|hit rate|poor|precise|precision|over forecast\w*|under forecast\w*|tendency|too (?:high|low|optimistic|pessimistic)|track record",
    "budget": r"budget\w*|financial plan|annual plan|aop|target revenue|our numbers?|the number|p&l|top line|revenue|turnover|gap|variance|landing|land the (?:year|quarter|month)|board|committed|finance|on plan|on track",
    "money": r"money|cash|eur|euros?|value|worth|cost\w*|expens\w+|price\w*|capital|working capital|margin|profit\w*|cheap\w*",
    "suppose": r"what if|suppos\w+|imagin\w+|assum\w+|simulat\w*|scenario|say|hypothetic\w+|test\w*|trial|try|tries|trying|put the case|picture|pretend|would (?:it|that|this|we|happen|the|a|an)|if (?:we|the|a|an|i|it|this|demand|sales|people|nobody|everybody|they)|run me|happens|effect|impact|consequences?|what (?:breaks|changes|then)|damage|cope",
    "safety": r"safety|buffers?|cushion|ss|reorder points?|rop|order up to|min(?:imum)? stock|service (?:level|target)s?|stock polic(?:y|ies)",
    "increase": r"rais\w*|increas\w*|doubl\w*|tripl\w*|more|up|higher|lift\w*|bump\w*|plus|grow\w*|jump\w*|surge\w*|top up|add",
    "decrease": r"lower\w*|reduc\w*|cut\w*|halv\w*|half|less|down|drop\w*|fall\w*|fell|minus|shrink\w*|trim\w*|decreas\w*|tank\w*|slump\w*|collapse\w*|lose|nobody",
    "earlier": r"expedit\w*|pull(?:ed|ing)? (?:in|forward|ahead)|earlier|sooner|speed\w*|rush\w*|hurr(?:y|ied)|fast(?:er)?|accelerat\w*|bring (?:forward|in)|quick(?:er)?|urgent\w*|air freight|by air|advance",
    "postpone": r"push\w* (?:out|back)|postpon\w*|defer\w*|put(?:ting)? back|can wait|later|move (?:it|this|that|the)?(?: \w+)? ?(?:back|out)|delay it|reschedul\w*|slide|hold back|don't need (?:it|this|that)",
    "make_order": r"order(?:ing)?|reorder\w*|replenish\w*|purchase|buy(?:ing)?|place an? \w*|raise an? (?:po|order)|launch\w*|release|top up|procure\w*|restock\w*|refill\w*",
    "override": r"overrid\w*|overrul\w*|overwrite|adjust\w*|correct (?:the )?forecast|change the forecast|instead of|know better|set the forecast|replace the forecast|manual\w*",
    "explain": r"why|explain\w*|reason\w*|how come|where does|break ?down|walk me through|behind (?:it|that|this)|made up|derive\w*|drives?|driver|because|logic|makes (?:up|us)|come from",
    "options": r"options?|remed(?:y|ies)|fix\w*|solv\w*|solution|mitigat\w*|ideas?|what can we do|what (?:should|would|could|can) (?:we|i|you) do|cure|rescue|save|help us|get out of|best move|countermeasures?|what now|alternatives?|way out|do about",
    "attention": r"worr\w+|radar|ugly|nasty|heads up|surprises?|bad news|mess|crisis|hot spots?|concern\w*|attention|look at|hurt\w*|fire|burning|wrong|trouble|problems?|issues?|exceptions?|alerts?|risks?|at risk|hot|matter|priorit\w+|red flags?",
    "overview": r"brief\w*|overview|summar\w+|status|rundown|update|catch me up|handover|hand over|where do we stand|how (?:are|is) (?:we|things|it)|state of|big picture|today|this morning|headlines?|report",
    "capacity": r"capacit\w+|line \w+ load|utili[sz]ation|shifts?|overtime|bottleneck\w*|changeovers?|production schedule|overloaded|machines?|staff\w*|workers?|crew|free room|headcount|oee|downtime|maintenance",
    "supplier_record": r"on time in full|otif|scorecard|performance|reliab\w+|vendor rating|service (?:last|so far)|track record|delivery record|on time",
    "customer": r"customers?|clients?|accounts?|buyers?|supermarkets?|shops?|retail\w*|canteens?|food ?service|web ?shop|online",
    "act": r"please|set|change|make|do it|go ahead|i want|i'd like|i need|we need|we should|let us|lets|let's|can you|could you|need you to",
    "show": r"show|list|give me|tell me|display|see|which|what|who|how many|how much|where",
    "calculate": r"times|plus|minus|divided|multipl\w+|sum|average|percentage|percent of|total|difference between|ratio|square\w*|calculat\w*|compute|equals",
    "write_text": r"(?:write|draft|compose|word|pen|formulate|prepare|type|answer|reply|translate|proofread|summari[sz]e|rewrite|edit|send)(?: \w+){0,4}? (?:letters?|e ?mails?|mails?|contracts?|posts?|speech\w*|poems?|songs?|story|stories|article|essay|presentation|slides?|cv|advert\w*|press release|agreement|brochure|text|blog|reference|job description|slogan|toast|apology|message)",
    "people_matters": r"employees?|colleagues?|applicants?|candidates?|interview\w*|salar(?:y|ies)|wages?|payroll|payslip|holidays?|vacation|sick\w*|hire|hiring|fire (?:him|her)|bonus|promotion to|resign\w*|union|training course|training|birthday|party|burnt? out|burnout|stress\w*|tired|lonely|feel(?:ing)?|mood|career",
    "law": r"law\w*|legal\w*|contract\w*|liab\w+|lawsuit|sue|court|trademark|patents?|gdpr|allergen\w*|label\w*|certif\w+|audit report|tax\w*|vat|customs (?:code|declaration|duty)|duty|tariffs?|incoterms?|insur\w*|penalt(?:y|ies)",
    "payment": r"invoic\w+|bills?|unpaid|paid|pay|payment\w*|bank|loan|credit|dunning|accounts (?:payable|receivable)|balance sheet|dividend|shares?|stock market|share price|exchange rate|interest|hedg\w+|world market|market price|commodity|inflation",
    "marketing": r"advert\w*|campaign|brand\w*|logo|packag(?:e|ing) design|design\w*|slogan|social media|linkedin|instagram|facebook|tiktok|influencer|website|market research|competitors?|competition|rivals?|market share|negotiat\w*|discount\w*|price list|list price|recipes?|ingredients?|nutrition\w*|calor\w*|health\w*|vegan|taste",
    "travel": r"flights?|fly to|hotels?|restaurants?|taxi|train ticket|visa|meeting rooms?|calendar|appointment|book (?:me|a|us)|reserve|reservation|lunch|dinner|weather|rain|traffic",
    "general_knowledge": r"who (?:is|was) the (?:president|king|queen|prime minister|chancellor|ceo)|capital of|world cup|football|match|score|movies?|films?|songs?|music|podcasts?|books?|jokes?|riddle|horoscope|lottery|homework|equation|translate|meaning of life|history of|python|excel|code|sql|macro|script|password|printer|laptop|wifi|co2|carbon|emission\w*|sustainab\w*|president|planet|news|politic\w*|pizza|cat|dog|daughter|wife|husband|kids?",
    "contact": r"phone numbers?|e ?mail address(?:es)?|her e ?mail|his e ?mail|contact (?:details|person)|contacts?|address(?:es)?|extension|birthday|linkedin",
    "harm": r"del|delete\w*|cancel (?:all|every|everything)|erase\w*|wipe\w*|drop (?:all|the|table)|destroy\w*|hide|hidden|secret\w*|bypass\w*|circumvent\w*|without (?:approval|asking|telling|anyone|permission|a trace)|get around|work around|skip the|backdat\w*|forge\w*|fake|falsif\w*|tamper\w*|manipulat\w*|split\w*|below (?:his|her|the|my|their) (?:limit|threshold)|on my behalf|in (?:my|his|her|their|(?:this person|\w+)(?: ?['’]s)) name|pretend to be|impersonat\w*|credentials?|passwords?|tokens?|api keys?|approve (?:everything|all|it|this|my|them|every)|everything in one go|all of them|my (?:own )?(?:approval )?limit|nobody (?:notices|knows|sees)|cook the books|log in as|admin|root",
    "greeting": r"hello|hi|hey|hiya|good (?:morning|afternoon|evening|day)|morning|moin|servus|bonjour|salut|ciao|hola|buongiorno|gr(?:u|ue|ü)(?:ss|ß)\w*|hallo|guten (?:tag|morgen|abend)|nice to meet you|thanks|thank you|cheers|bye|goodbye|see you|pleased to meet|how are you|howdy|greetings|dzie[nń] dobry|cze[sś][cć]|goedemorgen|dag",
    "help": r"help|(?:you are|are you|you're) able|(?:can|could|should|do) (?:i|we|one) use you|use you for|leave to people|what can you do|how do(?:es)? (?:you|this|it) work|what (?:do|can) i ask|instructions|manual|capabilit\w+|abilities|getting started|who are you|what are you|examples?|features?|commands?|guide",
    "unforeseen": r"(?:more|less|higher|lower|faster|slower|other)\b[^.?!]{0,40}\bthan (?:what )?(?:(?:we|you|was|were|had|have|been|ever|once) ){0,3}"
    r"(?:thought|planned|foresee\w*|foresaw|expected|predicted|forecast\w*|reckoned|anticipated|assumed)",
    "compared": r"versus|vs|against|compar\w*|than",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})(?!\w)") for name, words in _WORDS.items()}
_THINGS = tuple(words.removeprefix("this ") for words in MASKS.values() if words.startswith("this "))
_THING = re.compile(rf"\bthis ({'|'.join(_THINGS)})\b")

CONCEPTS: tuple[str, ...] = (*_PATTERNS, *(f"<{thing}>" for thing in _THINGS))
"""Every concept, and every kind of thing that a masked utterance can name."""


def concepts_in(masked: str) -> list[str]:
    """Return the concepts that a masked utterance speaks of, in the order of the table, and the things that it names.

    Examples
    --------
    >>> concepts_in("this order is running behind")
    ['late', '<order>']
    """
    named = [f"<{kind}>" for kind in dict.fromkeys(_THING.findall(masked))]
    bare = " ".join(_THING.sub(" ", masked).split())
    return [*(name for name, pattern in _PATTERNS.items() if pattern.search(bare)), *named]
