"""Words that planners use for everything and that therefore name nothing."""

COMMON_WORDS = frozenset(
    """
    a an and are as at be been but by can could did do does for from give had has have how i if in into is it its just
    let like make me more most much my no not of off on once only or our out over please put same see shall she he her
    should show so some such tell than that the their them then there these they thing this those to too under until up
    us was we well were what when where which while who why will with without would you your

    about above accept accuracy accurate across action actions add after against ahead all also any approve arrive
    arrives available back bad because become before behind being below best better beyond bias big both break bring
    budget business buy call cancel cases change changed changes check come coming company cost costs cover create
    critical current currently customer customers cut daily danger data date dates day days dc decide decision delay
    delayed delays delete deliver deliveries delivery demand did difference distribution down draft due during each
    early effect end enough error even ever every everything excess expedite expediting expect expected explain extra
    factory fail fall falls family families far fast find first fix following food force forecast forecasts forecasting
    free from full gap general get gets go goes going good group happen happens hard harm help high higher hit hold
    home horizon hours hurt impact import important in increase increased inside instead inventory issue issues item
    items keep kind know large last late later lateness lead least left less level levels likely limit line list
    little long look looks lose lost lot low lower make making manager many margin market may maximum mean means meet
    exception exceptions postpone projected projections remaining simulation suggested
    minimum miss missing mitigation mitigations money month months move much need needed needs never new next nothing
    now number numbers off offer office okay old one open option options order ordered orders other ours outlook
    overstock override own part past pay pending people per percent period place plan planned planner planning plans
    plant point policies policy possible potential price probably problem problems produce product production
    products project projection promise promised promo promotion proposal proposals propose proposed protect pull
    purchase push quantity quarter question quick quickly raise raised range rank rate reach ready real really
    reason receive recommend recommendation reduce reduced regarding region related reorder replenish replenishment
    report required rest review right rise rises risk risks round rule rules run running runs safety sale sales
    say says scenario second sell selling sense service set share ship shipment ship short shortage shortages
    shortfall side sign simulate site sites situation size sku slow small something soon sop soe source start state
    status stay still stock stocks stockout stockouts stop store stores suggest summary supplier suppliers supply
    sure surplus switch system take target team term test thanks think time times today together tomorrow too top
    total transfer trend trouble true truck try turn two type understand unit units update urgent use used usual
    value verify version wait waiting want warehouse warehouses watch way week weekly weeks went work worry worse worst
    wrong year years yes yesterday yet

    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday easter christmas spring summer autumn winter

    amount amounts breakdown buffer buffers campaign consumption coverage cushion detail details figure figures leaflet
    listing listings overview peak peaks quantities recommendations replenishments shortfalls spike spikes suggestion
    suggestions turnover uplift uplifts usage volume volumes

    added cap centre center centres centers concentrate direct discount export exports frozen grand material
    materials pack packs plain shipping stretch web

    bag bags bottle bottles bucket buckets can cans jar jars pouch pouches
    box boxes carton cartons container containers crate crates layer layers pallet pallets sack sacks tin
    tins truck trucks
    """.split()
)
"""A single word of this list is never taken for a part of a name, nor for a misspelled one."""

TELLING_PACKS = frozenset({"bucket", "canister", "sack", "tube"})
"""Of the words for packages those that are said only where they tell one item from another: "a sack of rice"."""

PACKAGES = frozenset(
    {
        "bag",
        "bottle",
        "box",
        "bucket",
        "can",
        "canister",
        "cap",
        "carton",
        "film",
        "jar",
        "label",
        "lid",
        "pouch",
        "reel",
    }
    | {"sack", "sleeve", "tin", "tray", "tube"}
)
"""Words that name, at a plant, what goods are packed in, and elsewhere say how goods are counted."""

OTHER_WORDS = {
    "barbeque": "barbecue",
    "bbq": "barbecue",
    "bio": "organic",
    "choc": "chocolate",
    "coco": "coconut",
    "evoo": "extra virgin olive oil",
    "sugar-free": "no added sugar",
    "sugarfree": "no added sugar",
    "sugarless": "no added sugar",
    "soya": "soy",
    "toms": "tomatoes",
    "veg": "vegetable",
    "veggie": "vegetable",
}
"""Words of which none is in a name, and those that names have for them, all of them."""

ALIKE_WORDS: dict[str, tuple[str, ...]] = {
    "milk": ("drink",),
    "milks": ("drink",),
    "biscuits": ("cookies", "snaps"),
    "biscuit": ("cookies", "snaps"),
    "cookies": ("biscuits", "snaps"),
    "cookie": ("biscuits", "snaps"),
    "broth": ("stock",),
    "bouillon": ("stock",),
}
"""Words that are often said for others, where no name has them together with the rest of what is said."""

TRADE_WORDS = frozenset(
    """
    abc atp bi bias bom capa cfo ceo coo cogs cpg csr ctp ddp dso ebit ebitda edi eoq eol erp eta etd excel exw fcl fefo
    fifo fmcg fob fte ftl fva gmroi ibp incoterms itf kpi kpis lcl lifo ltl mad mae mape mase mps mrp mts mto npi otd otif
    outlook pim pnl p&l powerpoint qbr rccp rmse sap scm sharepoint shelf shelves racks dock docks yard yards aisle aisles sla smape sop s&op s&oe tms vmi wape wip wmape wms xyz
    """.split()
)
"""Abbreviations and programs of the trade, which are no names of things."""

VERBS = frozenset({"drink", "drinks", "film", "mix", "mixes", "snack", "snacks", "spray", "sprays"})
"""Words in names that are verbs after who does them: "what people drink"."""

DOERS = frozenset(
    """
    anybody anyone can clients consumers customers everybody everyone kids nobody people really shoppers they to we who
    will you
    """.split()
)
"""Words before a verb."""

OTHER_NAMES = {
    "antwerpen": "antwerp",
    "anvers": "antwerp",
    "breslau": "wroclaw",
    "danzig": "gdansk",
    "gand": "ghent",
    "gent": "ghent",
    "hambourg": "hamburg",
    "koeln": "cologne",
    "köln": "cologne",
    "krakau": "krakow",
    "lyons": "lyon",
    "mailand": "milan",
    "milano": "milan",
    "münchen": "munich",
    "posen": "poznan",
    "poznań": "poznan",
    "prag": "prague",
    "praha": "prague",
    "roma": "rome",
    "rom": "rome",
    "warschau": "warsaw",
    "warszawa": "warsaw",
    "wien": "vienna",
    "wrocław": "wroclaw",
}
"""Names of towns in other languages and spellings, and the one by which a place is likely to be kept."""

COUNTRY_WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("german", "deutschland", "allemagne"), ("germany",)),
    **dict.fromkeys(("french", "frankreich"), ("france",)),
    **dict.fromkeys(("belgian", "belgium", "belgien"), ("belgium", "benelux")),
    **dict.fromkeys(("dutch", "netherlands", "holland"), ("netherlands", "benelux")),
    **dict.fromkeys(("poland", "polen", "polska", "czech", "czechia"), ("poland", "central europe")),
    **dict.fromkeys(("italian", "italia", "italien"), ("italy",)),
    **dict.fromkeys(("spanish", "spain", "portugal"), ("spain", "iberia")),
}
"""Words for a country, and the regions, the nearest first, as which its places may be kept."""

CHANNEL_WORDS: tuple[frozenset[str], ...] = (
    frozenset(
        {"ecom", "e-com", "e-commerce", "ecommerce", "online", "online shop", "online shops", "online channel"}
        | {
            "online sales",
            "online store",
            "online stores",
            "web",
            "the web",
            *("web sales", "web demand", "web channel", "web shop", "web store"),
            "webshop",
            "webshops",
            "internet",
            "e-tail",
        }
    ),
    frozenset({"retail", "grocery", "grocers", "retailers", "supermarket", "supermarkets", "the shops"}),
    frozenset(
        {"foodservice", "food-service", "food service", "catering", "caterers", "canteens", "restaurants", "horeca"}
        | {"gastro", "gastronomy", "out-of-home", "hospitality"}
    ),
)
"""Words for a channel of trade; a channel that has one of them in its name is called by the others too."""
