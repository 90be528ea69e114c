"""English."""
# A pattern on one line reads better than a wrapped one.
# ruff: noqa: E501

from agent.claims.base import Claims

_GAP = r"[^.!?]{0,30}?"
_IS = r"(?:is|are|was|were|got|been|have|has|had|now|already|(?<=\w)'s|(?<=\w)'re|(?<=\w)'ve)\b"
_SOON = r"(?: (?:just|now|already|also|successfully|gladly|then|went ahead and|both|all))*"
_WE = rf"\b(?:i|we)(?:'ve| have| had)?{_SOON} "
_ALONE = (
    r"^\W*(?:(?:done|ok|okay|all set|sure|great|perfect|yes|alright|good news|and)\W+)*"
    r"(?:(?:your|the|this) )?(?:(?:new )?order )?(?:(?:number |no\.? )?ORD[-\d ]+ )?(?:now |all |successfully |already )*"
)
_TEAM = (
    r"(?:someone|somebody|a (?:person|human|colleague|manager|teammate|team member)|(?:our|the|my|a) (?:whole )?"
    r"(?:team|staff|manager|owner|boss|colleagues?|shop|store|support(?: team)?)|one of (?:us|them|my colleagues))"
)
_ANSWER = r"(?:write|contact|call|answer|reply|get back|be (?:with|in touch)|reach out|get in touch|message|phone|text)"
_TELL = r"(?:let you know|tell you|write (?:to )?you|notify you|message you|inform you|ping you|text you|send you a message)"
_BACK = r"(?:back|in stock|available|arrives?|here again|restocked|there again|have (?:it|them|more|some)|comes? in)"


def _acted(participles: str) -> list[str]:
    """By somebody on something, by us, and as one word."""
    return [
        rf"\b{_IS}{_GAP}\b(?:{participles})\b",
        rf"{_WE}(?:{participles})\b",
        rf"\bconsider (?:it|that|your order) (?:{participles})\b",
        rf"{_ALONE}(?:{participles})\b(?! (?:orders?|by|before|after|on (?:mon|tue|wed|thu|fri|sat|sun)))",
    ]


EN = Claims(
    done={
        "cancelled": [
            *_acted("cancell?ed|called off"),
            r"\b(?:i|we)(?: a|')?(?:m|re)? (?:now |just )?cancelling (?:it|your|the)\b",
            r"\border" + _GAP + r"\b(?:no longer exists|is gone)\b",
        ],
        "confirmed": [*_acted("(?<!not )confirmed|finali[sz]ed"), r"\border" + _GAP + r"\bwent through\b"],
        "created": [
            rf"{_WE}(?:placed|created|made|registered|submitted|taken|took|noted|put in|entered|booked)\b{_GAP}\border\b",
            rf"\border{_GAP}\b(?:is|was|has been|has)\b[^.!?]{{0,15}}?\b(?:placed|created|received|registered|submitted|booked|noted|in our system)\b",
            r"^\W*(?:your |the )?(?:new )?order (?:placed|created|received|registered|submitted)\b",
            r"\bdone\b[^.!?]{0,20}?\b(?:placed|ordered)\b",
            rf"{_WE}ordered\b",
        ],
        "changed": [
            rf"{_WE}(?:updated|changed|added|removed|replaced|swapped|increased|reduced|taken off|took off|corrected|edited|adjusted|saved|set)\b"
            r"(?! (?:up|my mind|our (?:prices|menu|hours)|prices))",
            rf"\b(?:order|address|quantity|note|notes|line|it|product|item|delivery)\b{_GAP}\b(?:is|was|has been|have been|were|are)\b"
            r"[^.!?]{0,15}?\b(?:updated|changed|added|removed|replaced|swapped)\b",
            r"^\W*(?:(?:done|ok|okay|all set|great|perfect)\W+)*(?:updated|added|removed|changed|replaced)\b(?=\W*$| (?:it|them|to|from|the|your|\d))",
            r"^\W*(?:your |the )?(?:delivery )?(?:order|address|quantity|notes?) (?:updated|changed|corrected|replaced)\b",
            r"\bnow (?:contains|includes|holds|goes to)\b",
        ],
        "asked": [
            r"\b(?:i|we)(?:'ve| have)? ?(?:just |now )?(?:asked|checked with|spoken (?:to|with)|consulted)\s+(?:with )?(?:the|our|my)\s+"
            r"(?:shop|store|team|manager|owner|boss|warehouse|kitchen|colleagues?)\b",
        ],
        "restored": [
            *_acted("restored|reinstated|reactivated|reopened"),
            r"\b(?:brought|put|taken) (?:your |the )?order(?: [\w-]+)? back\b",
            r"\border\b[^.!?]{0,25}?\bis back(?=\W*$)",
        ],
        "paid": [
            rf"\b(?:order|invoice|bill|total|everything|it|that)\b{_GAP}\b(?:is|was|has been|been)\b[^.!?]{{0,12}}?\bpaid\b(?! (?:on|by|when|at|upon|in cash|with|to the|per|monthly|online))",
            r"\b(?:payment|transfer|money|deposit)\b"
            + _GAP
            + r"\b(?:arrived|received|came (?:in|through)|went through|gone through|confirmed|successful|succeeded|cleared|approved|accepted|completed?|processed|is in)\b",
            rf"{_WE}(?:received|got|charged|seen)\b[^.!?]{{0,15}}?\b(?:payment|money|transfer|card)\b",
            r"\byou(?:'ve| have)(?: already)? paid\b",
            r"^\W*paid(?: in full)?\W*$",
        ],
        "refunded": [
            *_acted("refunded|reimbursed"),
            rf"\b(?:refund|money|credit)\b{_GAP}\b(?:is|was|has been|been)\b[^.!?]{{0,15}}?\b(?:issued|sent|processed|made|approved|returned|on its way|initiated)\b",
            rf"{_WE}(?:issued|sent|processed|initiated|made|returned)\b{_GAP}\b(?:refund|money)\b",
            r"\byou(?:'ve| have)? (?:got|received) (?:your money back|a refund)\b",
        ],
        "shipped": [
            rf"\b(?:order|parcel|package|it|everything|box|delivery|goods)\b{_GAP}\b(?:is|was|has been|has|been|have|'s)\b{_GAP}\b(?:shipped|sent out|dispatched|posted|handed to the (?:courier|carrier)|left (?:the|our) (?:shop|store|warehouse)|picked up by the (?:courier|carrier))\b",
            r"(?<!for your )(?<!for the )\b(?:order|parcel|package|it|driver|courier|delivery|everything)\b[^.!?]{0,20}?(?:\bis|'s)\b[^.!?]{0,12}?\b(?:on (?:its|his|the|her) way|out for delivery|in transit|with the courier)\b",
            r"\b(?:order|parcel|package|it|box|courier|driver)\b[^.!?]{0,12}?\bleft (?:the|our) (?:shop|store|warehouse|kitchen)\b",
            rf"{_WE}(?:shipped|dispatched|sent (?:out|off)?|posted|mailed)\b ?(?:out |off )?(?:your|the|this|it)\b(?! (?:photo|picture|link|image|message|question|request))",
            r"^\W*(?:your |the )?(?:order|parcel|package)? ?(?:ORD[-\d ]+ )?(?:shipped|dispatched)\b(?=\W*$| today| yesterday| this)",
        ],
        "delivered": [
            rf"\b(?:order|parcel|package|it|everything|box|goods)\b{_GAP}\b(?:is|was|has been|has|been|were)\b[^.!?]{{0,12}}?\b(?:delivered|arrived)\b",
            r"\b(?:courier|driver)\b[^.!?]{0,20}?\b(?:delivered|dropped (?:it )?off)\b",
            r"\byou(?:'ve| have)? (?:already )?received (?:your|the) (?:order|parcel|package)\b",
        ],
        "called": [
            rf"{_WE}(?:called|notified|informed|alerted|told|contacted|passed|forwarded|handed|transferred|escalated|messaged|texted|pinged|let)\b[^.!?]{{0,30}}?\b(?:{_TEAM})\b",
            rf"\b(?:{_TEAM})\b[^.!?]{{0,15}}?\b(?:has|have) been (?:called|notified|informed|alerted|told)\b",
            rf"{_WE}(?:passed|forwarded|escalated|transferred) (?:it|this|that|your \w+|you)\b",
        ],
        "waiting": [
            rf"{_WE}(?:noted|put|added|signed|registered)\b{_GAP}\b(?:waiting list|wait ?list|restock|back in stock|notif\w+)",
            r"\byou(?:'re| are) (?:now )?on the (?:waiting list|wait ?list|list)\b",
        ],
        "photo": [
            rf"{_WE}(?:sent|attached|shared|uploaded|included)\b{_GAP}\b(?:photos?|pictures?|pics?|images?)\b",
            r"\b(?:here (?:is|are|'s)|here's|attached (?:is|are)) (?:a |an |the |some |two |its |our |your )*(?:photos?|pictures?|pics?|images?)\b",
            r"\b(?:photos?|pictures?|images?)\b[^.!?]{0,15}?\b(?:is|are|was|were|been) (?:now )?(?:attached|sent|above|below)\b",
        ],
        "mailed": [
            rf"{_WE}(?:sent|e-?mailed|texted)\b[^.!?]{{0,25}}?\b(?:e-?mail|mail|sms|text message|invoice|receipt)\b",
            r"\b(?:e-?mail|sms|invoice|receipt)\b[^.!?]{0,20}?\b(?:has been|was|is) sent\b",
        ],
        "link": [rf"{_WE}(?:sent|shared|attached)\b{_GAP}\blink\b", r"\bhere(?: is|'s) (?:the|your|a) (?:\w+ )?link\b"],
    },
    promised={
        "called": [
            rf"\b{_TEAM}(?:'ll| will| is going to| are going to)(?: (?:then|also|soon|shortly|now))* {_ANSWER}\b",
            r"\b(?:you will|you'll) (?:be contacted|be called|hear from (?:us|them|the (?:shop|team)|a person|someone)|get (?:an answer|a call|a reply))\b",
            rf"\b(?:i'll|i will) (?:ask|tell|inform|notify|have|get) {_TEAM}\b",
        ],
        "waiting": [
            rf"\b(?:i|we)(?:'ll| will) {_TELL}\b[^.!?]{{0,12}}?\b(?:when|once|as soon as|the moment)\b[^.!?]{{0,50}}?\b{_BACK}\b",
            rf"\b(?:when|once|as soon as|the moment)\b[^.!?]{{0,50}}?\b{_BACK}\b[^.!?]{{0,12}}?\b(?:i|we)(?:'ll| will) {_TELL}\b",
            r"\byou(?:'ll| will) (?:get|receive)\b[^.!?]{0,25}?\b(?:when|once|as soon as)\b[^.!?]{0,40}?\b"
            + _BACK
            + r"\b",
        ],
    },
    hedges=(
        r"if|unless|whether|when|before|until|would|could|can|cannot|may|might|must|should|shall|not|\w+n't|never|no|nothing|nobody|"
        r"none|neither|nor|without|want|wants|wish|prefer|like|let me|let's|shall i|in order to|"
        r"you (?:said|say|told|wrote|write|mentioned|asked|think|thought|believe|claim|mean)|(?:customer|sister|husband|wife|friend) (?:said|says)|"
        r"says|said that|i understand(?: that)?|i (?:see|hear) that you|sorry to hear|"
        r"(?<!your )(?<!these )(?<!both )(?<!two )orders|payments|refunds|parcels|every|each|any|an order|all our|usually|normally|always|typically|"
        r"generally|often|most|sometimes|in general|imagine|suppose|example|think|hope|maybe|perhaps|probably|needs? to|has to|have to|"
        r"waiting (?:for|to)|ready|as soon as|once|after|only|how|where|what|which|who|why|does|do|did"
    ),
    denials=r"not|never|no|nobody|n't",
    future=r"will|\w+'ll|going to|to be|about to|being|be",
    unless=r"nothing|if|once|when|as soon as|after|unless|until|only (?:if|when|after)|provided|upon|every|each|within \d+|weekdays|by the shop",
    invites=r"let me know|tell me|just say|please (?:tell|say|write)|feel free|contact|in case|and if|ask me|write to me",
    opens=r"if|when|once|after|unless|as soon as|before|until|in case|whenever|should you|as long as|provided",
    begs=(
        r"(?:(?:just|please|simply|you can|you could|you may|feel free to)\s+)*(?:write|say|reply|answer|tap|press|click|type|send|tell|choose|"
        r"pick|confirm|ask|let)"
    ),
    polite=r"(?:i|we) can (?:see(?: that)?|confirm that)|(?:happy|glad|pleased) to (?:confirm|say|tell you)(?: that)?|no problem|no worries|not a problem|no need to worry|don't worry|no trouble|why not|not at all|can't wait",
    joins=r"(?:and|but|so|then|because|&)\s+(?:i|we|it|your|the|everything|all|both|that|someone|somebody|our)(?:'\w+)?\s",
)
