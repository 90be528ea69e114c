"""English."""

from agent.llm.offline.acts import Kind
from agent.llm.offline.lexicon.base import Lexicon

_ORDER = r"(?:my |the |this |that |last |latest |newest |an |any )*orders?"

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
        "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
        "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20",
        "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100", "half": "0.5", "quarter": "0.25", "quarters": "0.25",
        "couple": "2", "dozen": "12",
    },
    tens="twenty thirty forty fifty",
    units={
        "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes", "g": "g gr gram grams gramme grammes",
        "l": "l liter liters litre litres", "ml": "ml", "piece": "piece pieces pc pcs unit units",
        "pack": "pack packs packet packets bag bags", "box": "box boxes", "bottle": "bottle bottles",
        "lb": "lb lbs pound pounds", "oz": "oz ounce ounces", "dozen": "dozen dozens",
    },
    and_half=("and a half", "and half", "& a half"),
    conjunctions="and plus & +",
    fillers=(
        "a an the of some any few your this that these those i i'd i'll we we'd would like want need to get have take "
        "buy with also too more other another as well it in on for from my order me give us let's lets so and but or "
        "then now just only maybe actually instead can could is are you do does there here one ones kind stuff at "
        "really very nice fresh yours about what which how much many i'm that's what's something anything be make "
        "ok okay oh ah yes by way btw know though well wait think guess good look looking again going will shall may if still sorry today show see check view list another"
    ),
    polite="please pls plz thanks thank thx kindly dear sir madam mate bro hey hi hello um uh hmm",
    acts={
        Kind.GREET: ("hello+", "hi+", "hey+", "heya", "hiya", "good (?:morning|afternoon|evening|day)", "greetings", "howdy", "yo"),
        Kind.THANK: ("thank you(?: so much| very much)?", "thanks(?: a lot| so much)?", "thx", "ty", "cheers", "much appreciated"),
        Kind.LEAVE: ("bye+(?: bye)?", "good ?bye", "see (?:you|ya)(?: later| soon)?", "have a (?:nice|good|great) (?:day|evening|one|weekend)", "good night", "take care"),
        Kind.YES: (
            "yes+", "yeah+", "yep", "yup", "ya", "sure", "of course", "ok", "okay", "okey", "correct", "right", "that's right",
            "exactly", "absolutely", "definitely", "perfect", "great", "sounds good", "looks good", "all good", "fine",
            "that's (?:fine|it|correct|good|perfect)", "go ahead", "go for it", "do it", "please do", "yes please", "agreed", "deal",
        ),
        Kind.NO: ("no+", "nope", "nah", "not (?:yet|now|really|that)", "no thanks", "no thank you", "never ?mind", "wrong"),
        Kind.HELP: (
            "help", "what can you do", "what can i (?:do|ask)(?: here)?", "how does (?:this|it) work", "how do i order",
            "how can i order", "what do you do", "can you help(?: me)?", "i need help", "instructions",
        ),
        Kind.WHO: (
            "who are you", "what are you", "are you (?:a |an |the )?(?:real |human|bot|robot|machine|ai|person|computer)+(?: person| human)?",
            "am i (?:talking|speaking|chatting) (?:to|with) (?:a |an )?(?:bot|robot|machine|ai|human|person|real person)",
            "what'?s your name", "what is your name",
        ),
        Kind.CATALOGUE: (
            "what (?:do|have) (?:you|u|ya) (?:have|got|sell|offer|guys have)", "what (?:do )?(?:you|u) (?:have|got|sell)", "what have you got",
            "what'?s (?:on the menu|available|for sale|in stock|there)", "what is (?:on the menu|available|for sale|in stock)",
            "what (?:can i|could i) (?:buy|get|order)(?: here| from you)?", "what (?:products|items) do you (?:have|sell)",
            "(?:show|send|give) (?:me )?(?:your |the |a )?(?:full |whole )?(?:menu|catalogu?e|products|price ?list|list|items|assortment|everything)",
            "(?:your |the |full )?(?:menu|catalogu?e|price ?list|product list|products|assortment)", "list (?:of )?(?:your |the |all )?products",
            "everything you (?:have|sell)", "what else do you have", "what are your (?:products|prices)", "which products do you have",
        ),
        Kind.ASK: (
            "how much (?:is|are|does|do|for|would)", "how much(?= \\w+ costs?)", "what does", "what(?:'s| is| are)? the prices? (?:of|for|on)",
            "prices? (?:of|for)", "costs? of", "what'?s", "what (?:is|are)", "do (?:you|u|ya) (?:have|sell|got|carry|stock|offer)", "have you(?: got)?",
            "have u got", "(?:is|are) there(?: any)?", "got any", "any", "tell me (?:more )?about", "what about", "how about", "info(?:rmation)? (?:on|about)", "details (?:on|about)",
            "describe", "(?:is|are)(?= (?:the|your|this|that|it|they) )", "recommend(?: me)?", "what do you recommend", "suggest", "i'?m looking for", "looking for",
            "do you think", "what kinds? of", "which", "what", "costs?", "price", "how (?:is|are|hot|spicy|big)", "still have", "in stock", "available",
        ),
        Kind.ORDER: (
            "i(?:'d| would) (?:like|love)(?: to (?:order|buy|get|have|take))?", "i(?: really)? (?:want|need)(?: to (?:order|buy|get|have|take))?", "i wanna(?: order| buy| get)?",
            "(?:can|could|may) (?:i|we) (?:have|get|order|buy|take)", "(?:can|could) you (?:give|get|send|bring|prepare) (?:me|us)",
            "give (?:me|us)", "gimme", "get (?:me|us)", "send (?:me|us)", "bring (?:me|us)", "i'?ll (?:take|have|get|order)", "i(?:'d)? take", "we(?:'d| would) like", "we(?:'ll)? (?:want|need|take|have)",
            "order(?: me)?", "to order", "place (?:an|my|the) order(?: for)?", "make an order(?: for)?", "new order", "let me (?:have|get)", "put (?:me )?down(?: for)?", "buy", "want", "need",
        ),
        Kind.ADD: (
            "(?:please )?add(?: (?:me|on|in|also|to it))?", "also", "throw in", "and also", "as well", "plus", "more", "another", "one more",
            "include", "put in",
        ),
        Kind.REMOVE: ("remove", "take (?:out|off|away)", "delete", "drop", "without the", "leave out", "get rid of", "minus", "scratch"),
        Kind.SET: (
            "make (?:it|that|them|the)", "change (?:it|that|them|the|my)?(?: (?:amount|quantity))?(?: to)?", "set", "update", "instead(?: of)?(?= \\d)",
            "actually(?= (?:\\d|half|one|two|three|four|five|just))", "i meant", "should be", "rather(?= \\d)",
        ),
        Kind.REPLACE: (
            "(?:replace|swap|exchange|switch|substitute|change)(?= .+ (?:with|by|for|to) )", "instead of",
        ),
        Kind.CANCEL: (
            "cancel+(?:l?ing|l?ed)?", "cancellation", "call (?:it )?off", "abort",
            "(?:i )?(?:don'?t|do not) want (?:it|" + _ORDER + ")(?: any ?more)?", "forget (?:it|" + _ORDER + ")", "stop (?:it|" + _ORDER + ")",
            "undo " + _ORDER,
        ),
        Kind.KEEP: ("(?:don'?t|do not|dont) cancel(?: it)?", "keep (?:it|" + _ORDER + ")"),
        Kind.CONFIRM: ("(?:i )?confirm(?:ed)?(?: it| this| that| " + _ORDER + ")?", "(?:place|submit|send|finali[sz]e|complete) (?:it|the order|my order)", "check ?out"),
        Kind.ORDERS: (
            "(?:my|all my|the|show my|list my|see my|previous|past|old|earlier|recent) orders", "order history", "what (?:did i|have i|i) order(?:ed)?(?: (?:before|last time|so far|from you))?",
            "(?:show|list|see|check) " + _ORDER, "(?:have i|did i|i've|i have|i once|i had|i already|i) (?:ever |once |already |also )*ordered", "did i (?:ever |already |once )*order",
            "what(?:'s| is| are) (?:my|in my) orders?", "do i have (?:any |an )?(?:open )?orders?", "my last order", "bought",
        ),
        Kind.TRACK: (
            "where(?:'s| is| are)? " + _ORDER, "where(?:'s| is) (?:it|my (?:package|parcel|delivery|stuff|food|meat))", "(?:track|follow)(?:ing)?(?: " + _ORDER + "| it| number)?",
            "(?:order )?status(?: of)?(?: " + _ORDER + ")?", "when (?:will|does|is|do) (?:it|" + _ORDER + "|the delivery|i get it)(?: be)?(?: arriv\\w+| come| coming| here| delivered)?",
            "(?:has|is|was) (?:it|" + _ORDER + ") (?:been )?(?:shipped|sent|ready|delivered|on the way|out)", "how(?:'s| is) " + _ORDER + "(?: doing)?", "what(?:'s| is) happening with " + _ORDER, "eta",
        ),
        Kind.TOTAL: (
            "(?:what(?:'s| is) )?the total", "how much (?:is|will|does) (?:it|that|this|everything|all)(?: (?:all|be|cost|come to|in total|together))*", "total", "how much do i (?:owe|pay)",
            "what (?:do i owe|does it cost)", "(?:show|see|what'?s in) (?:me )?(?:my |the )?(?:cart|basket|summary|recap)", "how much(?: altogether| in total)?$",
        ),
        Kind.AGAIN: (
            "(?:the )?same(?: (?:order|thing|again|as (?:last time|before|always|usual)))+(?: once more| please| again)?", "(?:repeat|reorder|re order)(?: (?:my|the|that|last|previous|same))*(?: orders?)?",
            "(?:my )?usual(?: order)?", "order (?:it|that|the same)(?: thing)? again", "once more", "one more time", "a second time",
        ),
        Kind.PERSON: (
            "(?<!per )(?<!each )(?<!for )(?<!one )(?:(?:talk|speak|chat|connect|transfer|put|pass|get)(?: me)?(?: through)? (?:to|with) )?(?:a |an |the |some |your )?(?:real )?(?:human|person|agent|representative|rep|manager|operator|employee|staff|owner|boss|salesman|salesperson|someone real|somebody real)(?: please)?",
            "(?:talk|speak|chat) (?:to|with) (?:someone|somebody|anyone|you guys)", "(?:call|phone) me(?: back)?", "customer (?:service|support)", "(?:someone|somebody) (?:real|call)", "human being",
        ),
        Kind.COMPLAIN: (
            "complain(?:t|ing)?", "(?:terrible|awful|horrible|disgusting|unacceptable|rotten|spoiled|expired|scam|fraud)", "refund", "money back", "(?:was|were|came|arrived) (?:bad|broken|damaged|wrong|missing|late|cold|raw)",
            "never (?:arrived|came)", "food poisoning", "got sick",
        ),
        Kind.HAGGLE: (
            "discount", "for free", "cheaper", "coupon", "promo(?:tion)?(?: code)?", "ignore (?:all |your |the |any |my |previous |prior |above )*(?:instructions?|rules?|prompts?)",
            "system prompt", "(?:you are|act as|pretend)(?: now| to be)? (?:a |an |my )?(?:admin|developer|dan|owner|assistant)", "jailbreak", "special price", "better price", "lower (?:the )?price", "0 ?%", "half price", "price match",
        ),
        Kind.SHOP: (
            "(?:opening|business|working|store|shop) (?:hours?|times?)", "(?:when|what time|until when|till when) (?:do|are|does|is) (?:you|u|the shop|the store)(?: guys)? (?:open|close|closed)\\w*", "are you (?:open|closed)\\w*",
            "(?:do|can|will|could) (?:you|u) (?:deliver|ship)(?: to)?", "(?:delivery|shipping) (?:fee|cost|price|time|area|zone)s?", "where (?:are you|is (?:the|your) (?:shop|store))(?: located)?", "your (?:address|phone|location|number)",
            "(?:how|can) (?:can |do |could )?i pay(?: by| with)?", "payment(?: methods?| options?)?", "credit cards?", "paypal", "bitcoin", "apple pay", "do you (?:accept|take)(?: cash| cards?)?", "allerg\\w+", "halal", "pregnan\\w+", "return policy",
            "minimum order", "how (?:long|fast) (?:is|does|for) (?:the )?(?:delivery|shipping)",
        ),
    },
    address=(
        r"(?:please )?(?:deliver|ship|send|bring)(?: it| them| this| that| everything| all| the order)?(?: please)? (?:to|at)(?: this)?(?: address)?[ :]+(?:the address[ :]+)?(?!me\b|us\b|you\b)",
        r"delivery(?: address)?(?: is| will be| should be)?(?: to| at|[ ]?:)[ :]*", r"delivery address[ :]+",
        r"(?:my |the )?(?:new )?address(?: is| to|'s|[ ]?[:=-])[ :]*", r"for delivery (?:to|at)[ :]+", r"i live (?:at|on|in) ", r"to my (?:place|home|house) at ",
        r"(?=\d+[a-z]? (?:[a-z]+ ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd)(?![a-z]))",
    ),
    notes=(r"(?:please )?(?:add (?:a |the )?)?(?:delivery )?(?:note|notes|comment|remark)s?(?: that| says?|[ ]?[:=-])[ :]*", r"(?:please )?leave a note[ :]*(?:that|to|:)? ?"),
    name=(r"my (?:full )?name is ", r"my name'?s ", r"name[ ]?[:=][ ]*", r"(?:in|under|on) the name(?: of)? ", r"(?:i am|i'm) called ", r"call me (?!back|later|when|on|at|please|now|asap|a\b)", r"(?:order )?for mr\.? ", r"(?:order )?for mrs\.? "),
    when=(r"(?:for |by |on |until )?(?:tomorrow|tonight|today|the day after tomorrow|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend))(?: (?:morning|noon|afternoon|evening|night))?(?: (?:at|by|around) \d{1,2}(?::\d\d)?(?: ?(?:am|pm))?)?",),
    ordinals={"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "last": -1},
    by="with by for to into",
    order_word=_ORDER,
    people="people persons guests person adults kids children grown-ups friends days hours minutes years weeks pm am o'clock percent",
)
