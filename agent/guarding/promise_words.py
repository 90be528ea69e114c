"""The words of promises in all languages at once. Data for agent/guarding/promises.py."""
# A pattern on one line reads better than a wrapped one.
# ruff: noqa: E501

import re

_FLAGS = re.IGNORECASE


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), _FLAGS)


# A clause with one of these promises nothing: denied, wished for, asked, or reported.
UNPROMISED = _compiled(
    r"(?<!\w)(?:not|no|nothing|never|cannot|\w+n't|whether|if|unless|you (?:want|wanted|asked|wish|said|wrote|need|would like)|noted|write down|"
    r"i(?:'ll| will)? ask|ask(?:ed)? the (?:shop|team)|request(?:ed)?|would you|shall|when would|unknown|depends)(?!\w)",
    r"(?<!\w)(?:ne|n'\w+|pas|jamais|aucune?|si|vous (?:voulez|souhaitez|avez demandé|vouliez|souhaitiez)|j'ai noté|je note|je demande|sans)(?!\w)",
    r"(?<!\w)(?:no|nunca|ningún|ninguna?|si|(?:usted )?(?:quiere|quería|pidió|pediste|desea|deseaba)|he anotado|anoto|pregunto|sin)(?!\w)",
    r"(?<!\w)[ושה]?(?:לא|אין|אם|ביקשת|ביקשתם|רצית|רציתם|רשמתי|אשאל|אבדוק|בלי|ללא)(?!\w)",
    r"(?<!\w)(?:tidak|belum|bukan|nggak|gak|jika|kalau|apakah|(?:kakak|anda) (?:mau|minta|ingin)|saya catat|dicatat|tanpa|tanyakan)(?!\w)",
)

# That an order comes, leaves, or is there.
COMES = _compiled(
    r"\b(?:arriv\w+|deliver(?:y|ed|s|ing)?|ship(?:s|ped|ping)?|reach(?:es)? you|gets? (?:to|there)|with you|at your (?:door|place)|receive|"
    r"have it|be there|ready)\b",
    r"\b(?:arriv\w+|livr\w+|recev\w+|expédi\w+|partira|prête?|chez vous)\b",
    r"(?<!\w)(?:lleg\w+|entreg\w+|recib\w+|enviar\w*|envío|saldrá|list[oa])(?!\w)",
    r"(?<!\w)[וה]?(?:יגיע\w*|תגיע\w*|מגיע\w*|נספק|יסופק|תסופק|משלוח|המשלוח|תקבל\w*|תימסר|תישלח|אצלך|מוכן|מוכנה)(?!\w)",
    r"\b(?:tiba|sampai|dikirim|diantar|terima|pengiriman|kirim|siap)\b",
)

# What costs nothing, where delivery is free.
DELIVERS = _compiled(
    r"\b(?:deliver(?:y|ed|ing)?|shipping|ship(?:ped)?)\b|\blivr(?:aison|e|ée?s?)\b|\b(?:envío|entrega\w*|domicilio)\b",
    r"(?<!\w)[וה]?משלוח(?:ים)?(?!\w)|\b(?:ongkir|ongkos kirim|pengiriman|kirim|antar)\b",
)

_CLOCK = r"(?<![\d.,:])\d{1,2}[:.h]\d{2}(?!\d)(?: ?(?:am|pm))?|(?<!\d)\d{1,2} ?(?:am|pm|o'clock)\b|(?<!\d)\d{1,2} ?h(?:eures?)?\b|(?:at|à|a las?|jam|pukul|ב-?|בשעה) ?\d{1,2}(?![\d./])(?! (?:rue|street|st|avenue|av)\b)(?= ?(?:$|[.,!;)]|[^\W\d]))"
_DATE = r"(?<![\d.,/])\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?(?![\d/])|\d{4}-\d{2}-\d{2}"
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|janvier|février|mars|avril|mai|juin|juillet|"
    r"août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|"
    r"ספטמבר|אוקטובר|נובמבר|דצמבר"
)
_UNITS = (
    r"minutes?|mins?|hours?|days?|weeks?|business days?|working days?|heures?|jours?(?: ouvrés)?|semaines?|minutos?|horas?|días?(?: hábiles| laborables)?|"
    r"semanas?|menit|jam|hari(?: kerja)?|minggu|דקות|שעות|ימים|ימי עסקים|שבועות|שבוע"
)
_COUNT = r"(?:\d+(?: ?(?:-|–|to|à|a|עד|sampai) ?\d+)?|two|three|four|five|deux|trois|quatre|cinq|dos|tres|cuatro|cinco|dua|tiga|empat|lima|שני|שלושה|ארבעה|חמישה)"
TIMES = _compiled(
    rf"{_COUNT} (?:{_UNITS})(?!\w)",
    r"(?<!\w)ב?(?:שעתיים|יומיים|שבועיים)(?!\w)",
    _DATE,
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er)? (?:of |de |ב)?(?:{_MONTHS})(?!\w)|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b",
    r"\b(?:today|tonight|tomorrow|the day after tomorrow|next week|this (?:week|weekend|morning|afternoon|evening)|within the hour)\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\b(?:aujourd'hui|ce soir|ce matin|cet après-midi|demain|après-demain|la semaine prochaine|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b",
    r"(?<!\w)(?:hoy|esta (?:noche|tarde|mañana)|mañana|pasado mañana|la próxima semana|lunes|martes|miércoles|jueves|viernes|sábado|domingo)(?!\w)",
    r"(?<!\w)ב?(?:היום|הערב|הלילה|מחר|מחרתיים|יום (?:ראשון|שני|שלישי|רביעי|חמישי|שישי)|שבת|שבוע הבא)(?!\w)",
    r"\b(?:hari ini|nanti (?:malam|sore|siang)|malam ini|sore ini|besok|lusa|minggu depan|(?:hari )?(?:senin|selasa|rabu|kamis|jumat|sabtu)|hari minggu)\b",
    _CLOCK,
)
RELATIVE_DAYS = {
    **dict.fromkeys(
        ("today", "tonight", "aujourd'hui", "ce soir", "hoy", "esta noche", "esta tarde", "היום", "הערב", "hari ini"), 0
    ),
    **dict.fromkeys(("tomorrow", "demain", "mañana", "מחר", "besok"), 1),
    **dict.fromkeys(("the day after tomorrow", "après-demain", "pasado mañana", "מחרתיים", "lusa"), 2),
}

FREE = _compiled(
    r"\bfree (?:delivery|shipping|of charge|gift|sample|extra)|\bfor free\b|\bon the house\b|\bcomplimentary\b|\b(?:delivery|shipping|it) is free\b|"
    r"\bat no (?:extra |additional )?(?:cost|charge)\b|\bas a gift\b",
    r"\bgratuit\w*|\bofferte?s?(?= (?:par|aujourd|pour|de)\b|\W*$)|\ben cadeau\b|\bje vous (?:l')?offre\b|\bsans frais\b",
    r"\bgratis\b|\bgratuit[oa]s?\b|\bde regalo\b|\bsin coste?o?\b|\binvita la casa\b",
    r"(?<!\w)[ובה]?(?:חינם|בחינם|במתנה|מתנה ממני|על חשבון הבית|ללא עלות)(?!\w)",
    r"\bbebas ongkir\b|\bcuma-cuma\b|\bbonus\b",
)
DISCOUNT = _compiled(
    r"\bdiscounts?\b|\b(?:a|our|the) sale on\b|\d ?% off\b|\bhalf price\b|\bpromo(?:tion)?(?: code)?\b|\bcoupons?\b|\bon sale\b|\bspecial price\b",
    r"\bremises?\b|\bréductions?\b|\brabais\b|\bmoitié prix\b|\bsoldes?\b|\bprix spécial\b|\bcode promo\b",
    r"\bdescuentos?\b|\brebajas?\b|\brebajad[oa]s?\b|\bmitad de precio\b|\boferta\b|(?<!\w)cupón(?!\w)|\bprecio especial\b",
    r"(?<!\w)[ובה]?(?:הנחה|הנחות|מבצע|במבצע|חצי מחיר|קופון|מחיר מיוחד)(?!\w)",
    r"\bdiskon\b|\bpotongan(?: harga)?\b|\bpromo\b|\bsetengah harga\b|\bharga khusus\b|\bkupon\b|\bvoucher\b",
)
PERCENT = re.compile(
    r"(\d+(?:[.,]\d+)?)\s?(?:%|٪|percent\b|per cent\b|pour ?cent\b|por ciento\b|persen\b|אחוז(?:ים)?(?!\w))", _FLAGS
)

_N = r"(\d+(?:[.,]\d+)?)"
_OF = r"(?: ?(?:kg|kilos?|g|pieces?|units?|items?|packs?|boxes|bottles?|pièces?|unités?|unidades?|piezas?|buah|pcs|loyang|botol|קילו|ק\"ג|יחידות))?"
LEFT = _compiled(
    rf"{_N}{_OF} (?:are |is )?(?:left|remaining|in stock|available)\b",
    rf"\b(?:we have|there are|there is|stock(?: is|:)?) (?:only |exactly |still )?{_N}{_OF} (?:of (?:it|them)|more|left)\b",
    rf"\b(?:in stock|stock)\s?[:=] ?{_N}",
    rf"\b(?:reste|restent)(?: plus que| encore| que)? {_N}|{_N}{_OF} (?:en stock|disponibles?|restants?|restantes?)\b",
    rf"\b(?:quedan?|tenemos)(?: solo| sólo| todavía| aún)? {_N}{_OF}(?= (?:en stock|disponibles?|unidades|más)|\W*$)|{_N}{_OF} (?:en existencia|en stock|disponibles?)\b",
    rf"(?:נשארו|נשאר|נותרו|נותר)(?: רק| עוד)? {_N}|{_N}{_OF} (?:במלאי|נשארו|זמינים)",
    rf"\b(?:tersisa|sisa|tinggal|stok(?:nya)?(?: ada| tinggal| sisa)?)(?: hanya)? {_N}|{_N}{_OF} (?:tersisa|lagi di stok|di stok)\b",
)

# What only a physician or a court may say; in all languages.
HEALTH = _compiled(
    r"\b(?:cures?|heals?|treats?) (?:your |the |any |all )?(?:acne|eczema|psoriasis|rosacea|melasma|dermatitis|disease|infection|cancer|diabetes|\w+itis)",
    r"\b(?:clinically|medically|scientifically) (?:proven|tested|approved)\b|\bdermatologist[- ](?:approved|recommended|tested)\b|\b(?:FDA|BPOM)[- ]approved\b",
    r"\b(?:no|without|zero) side effects\b|\bsafe (?:for|during|in) (?:pregnan\w+|breastfeeding|babies)\b|\bguarantee[sd]?\b[^.!?]{0,25}\b(?:results?|skin|cure|effect)",
    r"\b(?:100 ?%|completely|totally|legally|fully) (?:safe|effective|legal|risk[- ]free)\b|\bin (?:just )?\d+ days you(?:'ll| will)\b|\bno (?:need|reason) to see a doctor\b",
    r"\b(?:guérit|soigne|traite) (?:l'|le |la |les |votre )?(?:acné|eczéma|psoriasis|rosacée|dermatite|maladie|infection|cancer)",
    r"\b(?:cliniquement|médicalement|scientifiquement) (?:prouvée?|testée?|approuvée?)\b|\bsans effets? secondaires?\b|\bsans danger (?:pour les femmes enceintes|pendant la grossesse)\b|\brésultats? garantis?\b|\bgarantit?\b[^.!?]{0,20}\brésultats?\b",
    r"\b(?:cura|sana|trata) (?:el |la |su |tu )?(?:acné|eccema|eczema|psoriasis|rosácea|dermatitis|enfermedad|infección|cáncer)",
    r"\b(?:clínicamente|médicamente|científicamente) (?:probad|testad|aprobad|comprobad)[oa]|\bsin efectos secundarios\b|\bsegur[oa] (?:durante el embarazo|para embarazadas)\b|\bresultados? garantizados?\b|\bgarantiza(?:mos)?\b[^.!?]{0,20}\bresultados?\b",
    r"(?:מרפא|מרפאת|מטפל ב|מטפלת ב|מעלים את ה|מעלימה את ה)\s?ה?(?:אקנה|אקזמה|פסוריאזיס|רוזציאה|מחלה|מחלות|דלקת|דלקות|סרטן)|(?:הוכח|מוכח|נבדק) (?:קלינית|רפואית|מדעית)|(?:בלי|ללא|אין) תופעות לוואי|בטוח (?:בהיריון|לנשים בהיריון)|תוצאות מובטחות|מבטיח\w* תוצאות",
    r"\b(?:menyembuhkan|mengobati|sembuhkan|obati|menghilangkan) (?:total )?(?:jerawat|eksim|psoriasis|rosacea|dermatitis|penyakit|infeksi|kanker|flek)",
    r"\b(?:terbukti|teruji) (?:secara )?(?:klinis|medis|ilmiah)\b|\b(?:tanpa|tidak ada|bebas) efek samping\b|\baman (?:untuk|bagi) (?:ibu )?(?:hamil|menyusui|bumil|busui)\b|\b(?:dijamin|garansi|pasti) (?:hasil|sembuh|putih|glowing|berhasil|hilang)\w*",
)
