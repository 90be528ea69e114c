"""English: its words; what people say with them stands in talk.py, orders.py and shop.py."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from agent.llm.offline.lexicon.base import Lexicon
from agent.llm.offline.lexicon.en.orders import ORDER_WORD, ORDERS
from agent.llm.offline.lexicon.en.shop import SHOP
from agent.llm.offline.lexicon.en.talk import TALK

EN = Lexicon(
    language="en",
    marks=(
        "the i you we is are was what how much many do does have has want would like please thanks thank hello hi hey "
        "my your me of and for with order add remove cancel where when can could give need get make it instead yes "
        "deliver delivery address note name price cost sell tell about not any some half dozen good morning evening "
        "bye help to this that there i'd i'll i'm don't what's want's wanna gimme pls anything something kids spicy "
        "track status again confirm same too also just one two three four five ten pounds in stock recommend"
    ),
    numbers={
        "a": "1",
        "an": "1",
        "one": "1",
        "two": "2",
        "three": "3",
        "four": "4",
        "five": "5",
        "six": "6",
        "seven": "7",
        "eight": "8",
        "nine": "9",
        "ten": "10",
        "eleven": "11",
        "twelve": "12",
        "fifteen": "15",
        "twenty": "20",
        "thirty": "30",
        "forty": "40",
        "fifty": "50",
        "hundred": "100",
        "half": "0.5",
        "quarter": "0.25",
        "quarters": "0.25",
        "couple": "2",
        "dozen": "12",
    },
    tens="twenty thirty forty fifty",
    units={
        "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
        "g": "g gr gram grams gramme grammes",
        "l": "l liter liters litre litres",
        "ml": "ml",
        "piece": "piece pieces pc pcs unit units",
        "pack": "pack packs packet packets bag bags",
        "box": "box boxes",
        "bottle": "bottle bottles",
        "lb": "lb lbs pound pounds",
        "oz": "oz ounce ounces",
        "dozen": "dozen dozens",
    },
    and_half=("and a half", "and half", "& a half"),
    conjunctions="and plus & +",
    fillers=(
        "email e-mail mail mobile cell phone number tel call far rather prefer off out before ever a an the of some any few your this that these those i i'd i'll we we'd would like want need to get have take "
        "buy with also too more other another as well it in on for from my order me give us let's lets so and but or "
        "then now just only maybe actually instead can could is are you do does there here one ones kind stuff at "
        "really very nice fresh yours about what which how much many i'm that's what's something anything be make "
        "ok okay oh ah yes by way btw know though well wait think guess good look looking again going will shall may if still sorry today show see check view list another"
    ),
    polite="please pls plz thanks thank thx kindly dear sir madam mate bro hey hi hello um uh hmm",
    acts={**TALK, **ORDERS, **SHOP},
    back=(
        "when|once|as soon as|it's|it|is|are|they're|they|that|have|has|gets?|comes?|back|again|in stock|available",
        "restocked|arrives?|there|you|i can (?:order|buy|get)",
    ),
    address=(
        r"(?:please )?(?:change|update|correct)(?: the| my)?(?: delivery)? address(?: to|[ ]?[:=-])[ :]*",
        r"(?:please )?(?:deliver|ship|send|bring)(?: it| them| this| that| everything| all|(?: the| my)? order)?(?: please)? (?:to|at)(?: this)?(?: address)?[ :]+(?:the address[ :]+)?(?!me\b|us\b|you\b|my\b)",
        r"delivery(?: address)?(?: is| will be| should be)?(?: to| at|[ ]?:)[ :]*",
        r"delivery address[ :]+",
        r"(?:my |the )?(?:new )?address(?: is| to|'s|[ ]?[:=-])[ :]*",
        r"for delivery (?:to|at)[ :]+",
        r"i live (?:at|on|in) ",
        r"to my (?:place|home|house) at ",
        r"(?=\d+[a-z]? (?:[a-z]+ ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd)(?![a-z]))",
        # `2 kg wings to Herzl 15`, but not `change it to merguez 2 kg`.
        r"to (?!order )(?=[a-z]{3,}(?: [a-z]{3,})? \d{1,4}(?!\d| ?(?:kg|kilo|g|x|pcs|piece|pack|bottle|box|dozen|more|of)))",
    ),
    notes=(
        r"(?:please )?(?:add (?:a |the )?)?(?:delivery )?(?:note|notes|comment|remark)s?(?: that| says?|[ ]?[:=-])[ :]*",
        r"(?:please )?leave a note[ :]*(?:that|to|:)? ?",
    ),
    name=(
        r"my (?:full )?name is ",
        r"my name'?s ",
        r"name[ ]?[:=][ ]*",
        r"(?:in|under|on) the name(?: of)? ",
        r"(?:i am|i'm) called ",
        r"call me (?!back|later|when|on|at|please|now|asap|a\b)",
        r"(?:order )?for mr\.? ",
        r"(?:order )?for mrs\.? ",
    ),
    when=(
        r"(?:(?:at|by|around) \d{1,2}(?::\d\d)?(?: ?(?:am|pm))? )?(?:for |by |on |until )?(?:tomorrow|tonight|today|yesterday|the day after tomorrow|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend))(?: (?:morning|noon|afternoon|evening|night))?(?: (?:at|by|around) \d{1,2}(?::\d\d)?(?: ?(?:am|pm))?)?|(?:for|on|by) (?:the )?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?(?: (?:at|by|around) \d{1,2}(?::\d\d)?(?: ?(?:am|pm))?)?|(?:for |at |by |around )+\d{1,2}(?::\d\d(?: ?(?:am|pm))?| ?(?:am|pm))",
    ),
    pickup=(
        r"(?:(?:can|could|may|shall|will|would|i'll|i|we|we'll|to|for|as|a|come and|come to|want|like|prefer|it|is|be|make) )*(?:pick(?:ing)?(?: it| them| the order| my order| everything)? ?up|collect(?: it| them| the order| my order)?(?= |$|[.,!?])|pick-up|takeaway)(?: myself| ourselves| in store| at the (?:shop|store)| from the (?:shop|store)| instead)?",
    ),
    ordinals={"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "last": -1},
    by="with by for to into",
    order_word=ORDER_WORD,
    people="people persons guests person adults kids children grown-ups friends days hours minutes years weeks pm am o'clock percent",
)
