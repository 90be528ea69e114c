"""How people say that they buy, think about it, want to know more, or do not want to. Data for agent/hearing/leads.py.

Patterns are folded like the customer's words: no accents, no capitals, Hebrew final letters as in the middle.
"""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping, Sequence

NO, MAYBE, YES, ASKS = "not_interested", "considering", "ready", "needs_info"

WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        NO: [
            r"not (?:really |that |very )?interested", r"not for me\b", r"no,? (?:thanks|thank you|thx)\b", r"no longer (?:interested|want|need)",
            r"(?:do not|don't|dont|didn't) (?:really )?(?:want|need)\b", r"changed my mind", r"already (?:bought|ordered|got) (?:\w+ )?(?:elsewhere|somewhere|from|at|in)",
            r"leave me alone", r"stop (?:writing|messaging|texting|sending|contacting)", r"forget (?:it|about it)", r"never ?mind", r"i(?:'ll| will) pass\b",
            r"(?:won't|will not|wouldn't|not going to|am not|i'm not) (?:be )?(?:buy|order|tak)(?:ing|e)?\b", r"lost interest", r"no interest", r"rather not\b", r"don't think so", r"remove me\b",
        ],
        MAYBE: [
            r"not (?:now|yet|today|sure|certain|right now|ready|decided|at the moment)\b", r"(?:haven't|have not) decided", r"think (?:about it|about this|it over)", r"thinking about (?:it|this)",
            r"(?:let me|need to|have to|i'll|i will|must|want to|going to) (?:think|consider|compare|check with|ask|talk to|sleep on)\b", r"\bmaybe\b", r"\bperhaps\b", r"(?:some other|another|next) (?:time|day|week|month)",
            r"too (?:expensive|pricey)", r"bit (?:expensive|pricey|much)", r"over my budget", r"\bcomparing\b", r"\bhesitat\w+", r"(?:get|come) back to you", r"when i get paid", r"\blater\b", r"don't know yet", r"on the fence", r"(?:i'm|i am|we're|we are) interested",
        ],
        YES: [
            r"(?:i'll|i will|we'll|let me|i'd like to|i would like to|i want to|i wanna|i'd love to|can i|could i|may i) (?:just )?(?:take|have|order|buy|purchase|get)\b(?! (?:some |more |any |a |the )?(?:info\w*|details?|photos?|pictures?|discount|refund|look))",
            r"give me (?:a|an|one|two|three|four|five|ten|\d+|the|that|both)\b", r"i(?:'d| would)? (?:want|like|take|need) (?:a|one|two|three|four|five|\d+|it|both|them|this one|that one)\b", r"\b(?:place|confirm|make) (?:an|my|the|this) order", r"how (?:do|can) i (?:pay|order|buy)\b", r"where (?:do|can) i (?:pay|order|buy)\b",
            r"send me the (?:payment )?(?:link|invoice)", r"\badd (?:it|them|one|two|three|\d+|this|that)\b", r"\byes[,!. ]+(?:please|let's|i want|i'll|give|do it|order|confirm|go ahead)", r"let's (?:do it|order|take|go)\b", r"i(?:'d| would) like the\b", r"\bok(?:ay)?,? send\b", r"\bsend (?:it|them)\b", r"\bgo ahead\b", r"it's a deal", r"ready to (?:buy|order|pay)", r"(?:one|two|three|four|five|ten|\d+)\b[\w ]{0,40},? please", r"(?:ship|send|deliver) (?:it|them|two|one) to\b", r"i'm (?:taking|buying|ordering)\b",
        ],
        ASKS: [r"how much", r"\bprices?\b", r"\bcosts?\b", r"tell me (?:more|about)", r"more (?:info|details)", r"\bdo you (?:have|sell|ship|deliver)", r"looking for", r"\brecommend", r"want to know"],
    },
    "fr": {
        NO: [
            r"(?:pas|plus) (?:du tout |vraiment |trop )?interess\w+", r"ne m'interesse (?:pas|plus)", r"non,? merci", r"non,? (?:ca ira|pas la peine)", r"sans facon", r"(?:je n'en|j'en|je ne|je n'|je|on n'en) ?(?:veux|voudrais|ai) (?:pas|plus)\b", r"ne (?:le|la|les) veux (?:pas|plus)", r"pas besoin", r"plus besoin", r"change d'avis",
            r"deja (?:achete|commande|trouve|pris)", r"laissez[- ]moi tranquille", r"arretez de", r"laissez tomber", r"laisse tomber", r"tant pis", r"oubliez", r"(?:ne|n') ?(?:vais|prends|prendrai|commande|commanderai|achete|acheterai) (?:pas|rien|plus)\b", r"vais (?:pas|rien) (?:prendre|commander|acheter)", r"pas pour moi",
        ],
        MAYBE: [
            r"pas (?:maintenant|encore|aujourd'hui|sure?|certaine?|tout de suite|pour l'instant|pour le moment|decidee?|prete?)\b", r"(?:je|j') ?(?:vais|dois|veux|voudrais|prefere) (?:y |en |encore )?(?:reflechir|reflechis|penser|comparer|demander|parler|voir|discuter)", r"\breflechi\w*", r"peut[- ]etre", r"plus tard", r"une autre fois", r"la semaine prochaine", r"le mois prochain", r"trop cher", r"un peu cher", r"\bhesit\w+", r"hors de mon budget", r"je compare", r"je (?:vous )?(?:reviens|redis|recontacte)\b", r"je ne sais pas (?:encore|trop)", r"je sais pas encore", r"quand je serai payee?",
        ],
        YES: [
            r"(?:je|j'en|je les|je la|je le|je vous en|on|on en) (?:vais )?(?:prends|prend|prendre|prendrai|commande|commander|achete|acheter)\b", r"(?:je voudrais|j'aimerais|je veux|je souhaite|on voudrait|puis-je|je peux|pourrais-je) (?:bien )?(?:en )?(?:commander|acheter|prendre|avoir (?:un|une|deux|trois|\d+)|un\b|une\b|deux|trois|quatre|\d+)(?! (?:renseignement|info\w*|photo|remise|precision|conseil))", r"(?:donnez|mettez|ajoutez|envoyez|reservez)[- ](?:moi |m'en |m')?(?:en )?(?:un|une|deux|trois|quatre|cinq|dix|\d+|le|la|les|ca|celui|celle)\b", r"mettez[- ]m'en", r"(?:passer|valider|confirmer|faire) (?:une|la|ma) commande", r"je (?:valide|confirme)\b", r"comment (?:je |puis-je |on |faire pour )?(?:paye|payer|regler|commande|commander)\b", r"(?:envoyez|envoie)[- ]moi le lien", r"\boui[,! ]+(?:je|s'il|svp|volontiers|allez|allons|donnez|mettez|c'est bon)", r"c'est d'accord", r"va pour\b", r"\bok pour (?:un|une|deux|trois|\d+|le|la|les|ca)\b", r"je (?:le|la|les) veux\b", r"d'en avoir (?:un|une|deux|trois|\d+)\b", r"(?:un|une|deux|trois|quatre|cinq|\d+)\b[\w' ]{0,40},? (?:s'il vous plait|svp|stp|s'il te plait)", r"\ballez-y\b", r"je suis (?:preneuse?|prete? a (?:commander|acheter|payer))",
        ],
        ASKS: [r"combien", r"\bprix\b", r"\btarifs?\b", r"plus d'infos?", r"renseign\w+", r"avez[- ]vous", r"vous avez", r"je cherche", r"conseill\w+", r"en savoir plus", r"est-ce que"],
    },
    "es": {
        NO: [
            r"no (?:me )?(?:estoy |esta )?interesa\w*", r"ya no (?:lo |la |los |las |me )?(?:quiero|necesito|interesa)", r"no,? (?:muchas )?gracias", r"no (?:lo |la |los |las )?(?:quiero|necesito|voy a (?:comprar|pedir|llevar)|comprare|pedire)\b(?! (?:pensar|saber|esperar))", r"no es para mi", r"no me (?:convence|gusta)", r"no,? ya no\b", r"cambie de (?:idea|opinion)", r"he cambiado de (?:idea|opinion)", r"ya (?:lo |la |los )?(?:compre|he comprado|pedi|tengo uno)", r"dejeme en paz", r"dejame en paz", r"deje(?:n)? de escribir", r"no me escriba\w*", r"olvidalo", r"olvidelo", r"dejalo\b", r"dejelo\b", r"paso,? gracias", r"mejor no\b", r"sin interes",
        ],
        MAYBE: [
            r"(?:ahora|por ahora|de momento|todavia|aun|hoy) no\b", r"no,? (?:por ahora|de momento|por el momento)\b", r"no (?:ahora|todavia|aun|estoy segur[oa]|se todavia|estoy list[oa]|estoy convencid[oa]|me decido|lo tengo claro)\b", r"(?:lo |me lo |quiero |tengo que |voy a |dejame |dejeme |necesito )(?:voy a )?(?:pensar\w*|pienso|consulto|consultar\w*|comparar|comparo|preguntar\w*|hablarlo)", r"(?:lo estoy|estoy) pensando", r"no quiero (?:pensar|decidir)", r"\btal vez\b", r"\bquizas?\b", r"\ba lo mejor\b", r"mas (?:tarde|adelante)", r"otro dia", r"en otro momento", r"la (?:semana|proxima semana) (?:que viene|proxima)?", r"el mes que viene", r"(?:muy|demasiado|un poco) car[oa]s?", r"fuera de mi presupuesto", r"comparando", r"\bdud\w+", r"ya (?:te|le|os|les) (?:digo|dire|aviso|avisare)", r"cuando cobre", r"\bdepende\b",
        ],
        YES: [
            r"(?:me |yo )?(?:lo|la|los|las|me) (?:quiero|llevo|quedo|compro|pido|apunto|llevare|quedare)\b", r"(?:quiero|quisiera|querria|me gustaria|puedo|deseo|voy a|vamos a) (?:comprar\w*|pedir\w*|hacer (?:un|el) pedido|encargar\w*|llevarme\w*|ordenar)\b", r"(?:quiero|quisiera|querria|deme|dame|ponme|pongame|mandame|mandeme|enviame|envieme|apuntame|reservame|anade|anada|agrega|agregue|llevo|llevare|compro|pido)(?: el| la)? (?:un|una|uno|dos|tres|cuatro|cinco|diez|\d+|los dos|las dos|ese|esa|este|esta)\b(?! (?:foto|descuento|informacion|pregunta|catalogo|semana))", r"(?:hacer|confirmar|confirmo) (?:un|el|mi) pedido", r"como (?:lo |la |puedo |se |le )?(?:pago|pagar|compro|comprar|pido|pedir|hago el pedido)\b", r"donde (?:pago|puedo pagar|compro)", r"(?:pasame|paseme|mandame|mandeme|enviame|envieme) el (?:link|enlace)", r"\bsi[,! ]+(?:por favor|quiero|lo|la|dale|adelante|claro|ponme|dame|deme)", r"\bde acuerdo,? (?:lo|la|quiero|dame|ponme)", r"trato hecho", r"\badelante\b", r"\bdale\b", r"(?:un|una|dos|tres|cuatro|cinco|\d+)\b[\w ]{0,40},? por favor", r"list[oa] para (?:comprar|pedir|pagar)",
        ],
        ASKS: [r"cuanto", r"\bprecios?\b", r"mas (?:info\w*|detalles)", r"\btienen?\b", r"\btienes\b", r"\bbusco\b", r"estoy buscando", r"recomiend\w+", r"que me aconsej\w+", r"quiero saber", r"quisiera saber"],
    },
    "he": {
        NO: [
            r"לא (?:ממש |כל כך |באמת )?(?:מעוניינ\w*|מענייני?\w*|מתאימ\w*|בשבילי|רלוונטי)", r"לא,? תודה", r"כבר לא (?:רוצה|צריכ\w*|רלוונטי|מעוניינ\w*)", r"לא (?:רוצה|צריכ\w*|אקח|אקנה|אזמינ|קונה|לוקח\w*|מזמינ\w*|נזמינ|ניקח)(?! (?:לחשוב|להחליט|לדעת))(?!\w)", r"שיניתי (?:את )?דעתי", r"התחרטתי", r"כבר (?:קניתי|הזמנתי|מצאתי|יש לי)", r"(?:עזבו|עזוב|עזבי|תעזבו|תעזבי) (?:אותי|את זה)", r"תפסיקו", r"תפסיק לשלוח", r"אל תשלחו", r"לא משנה(?!\w)", r"עזבו(?!\w)", r"אני מוותר\w*", r"ירד מהפרק", r"אינ לי (?:צורכ|עניינ)", r"אינ לי צורכ",
        ],
        MAYBE: [
            r"לא (?:עכשיו|היומ|כרגע|בטוח\w*|סגור\w*|החלטתי|יודע\w* (?:עוד|עדיינ)|מוכנ\w*)", r"עוד לא (?:החלטתי|בטוח\w*|סגור\w*|יודע\w*)", r"עדיינ לא(?!\w)", r"אולי(?!\w)", r"(?:אני )?(?:אחשוב|חושב\w*|לחשוב|נחשוב|אתייעצ|להתייעצ|לשאול את|אשאל את|להשוות|משווה)(?!\w)", r"מתלבט\w*", r"אחר ?ככ(?!\w)", r"יותר מאוחר", r"פעמ אחרת", r"בפעמ אחרת", r"(?:שבוע|חודש) הבא", r"(?:קצת |מאוד |ממש )?יקר(?: לי| מדי| מידי)?(?!\w)", r"מעל התקציב", r"אחזור אליכ\w*", r"אני אחזור", r"נראה(?!\w)", r"כשתיכנס (?:ה)?משכורת",
        ],
        YES: [
            r"(?:אני )?(?:אקח|לוקח\w*|נקח|ניקח|אזמינ|מזמינ\w*|קונה|אקנה|נזמינ)(?!\w)", r"(?:רוצה|רוצימ|אשמח|אפשר|הייתי רוצה|בא לי|אני צריכ\w*) (?:ל)?(?:להזמינ|לקנות|לקחת|לרכוש|לבצע הזמנה)(?!\w)", r"(?:רוצה|אפשר|אשמח ל|תני לי|תנ לי|תביאו לי|תביא לי|תשלחו לי|שימו לי|תוסיפו|תוסיפ|תוסיפי|תרשמו לי|תרשמ לי) ?(?:את זה|את שניהמ|אחד|אחת|שניימ|שתיימ|שני|שתי|שלוש\w*|ארבע\w*|חמיש\w*|\d+|זוג|ק\"ג|קילו|חצי קילו)(?!\w)", r"לאשר את ההזמנה", r"אני מאשר\w*", r"(?:איכ|איפה) (?:משלמימ|אני משלמ\w*|אפשר לשלמ|לשלמ|מזמינימ|אני מזמינ\w*|אפשר להזמינ|קונימ)", r"תשלחו? (?:לי )?(?:את ה|ל)?(?:לינק|קישור)(?: לתשלומ)?", r"כנ[,! ]+(?:בבקשה|אני רוצה|תשלחו|תנ\w*|אקח|סגור|יאללה|מזמינ\w*)", r"(?<!לא )(?<!\w)סגרנו(?!\w)", r"יאללה (?:סגור|תזמינו|לקחתי|אני)", r"(?:אחד|אחת|שניימ|שתיימ|שני|שתי|שלוש\w*|ארבע\w*|\d+)(?: [\w\"']+){0,6},? בבקשה", r"תשמרו לי", r"תשלח\w* לי (?:אחד|אחת|שניימ|שתיימ|שני|שתי|שלוש\w*|\d+)(?!\w)", r"סגור[, ]+ת\w+", r"תשריינו לי", r"מוכנ\w* להזמינ",
        ],
        ASKS: [r"כמה (?:זה |עול|יוצא|המחיר)", r"מחיר\w*", r"מה ה", r"יש לכמ", r"מחפש\w*", r"ממליצ\w*", r"פרטימ", r"רוצה לדעת", r"אשמח לדעת"],
    },
    "id": {
        NO: [
            r"(?:tidak|tdk|gak|ga|nggak|ngga|enggak|kurang|udah gak|sudah tidak|belum) (?:lagi )?(?:tertarik|minat|berminat)", r"(?:tidak|gak|ga|nggak|enggak) (?:jadi|usah|perlu|butuh)\b", r"(?:tidak|gak|ga|nggak|enggak),? (?:deh,? )?(?:terima ?kasih|makasih|trims)", r"(?:tidak|gak|ga|nggak|enggak) (?:mau|ingin|akan|pengen)(?! (?:pikir|mikir|tahu|tau))", r"berubah pikiran", r"sudah (?:beli|pesan|dapat) (?:\w+ )?(?:di tempat lain|di toko lain|di luar|tempat lain|yang lain)", r"jangan (?:chat|kirim|hubungi|wa)", r"berhenti (?:chat|kirim|menghubungi)", r"batal(?:in|kan)? (?:aja|saja)", r"\blupakan\b", r"lain kali tidak", r"gak cocok", r"tidak cocok", r"skip (?:dulu|aja|deh)",
        ],
        MAYBE: [
            r"(?:belum|blm) (?:sekarang|tahu|tau|yakin|memutuskan|mutusin|siap|kepikiran|ada (?:uang|dana|budget))", r"(?:jangan|tidak|gak|nggak) sekarang", r"(?:pikir|mikir)(?:kan|in)?[- ]?(?:pikir)? ?(?:dulu|lagi)", r"pikir-pikir", r"\bpertimbangkan\b", r"\bmungkin\b", r"nanti (?:aja|saja|dulu|ya|deh|kalau|saya|aku|kabari|lagi)", r"lain kali", r"(?:minggu|bulan) depan", r"kemahalan", r"mahal (?:banget|ya|juga|sekali)", r"agak mahal", r"\bmahal\b", r"(?:tidak|gak|ga|nggak) dulu\b", r"(?:masih|lagi) (?:bingung|ragu|banding\w*|nimbang\w*|mikir)", r"\bragu\b", r"bandingin dulu", r"(?:tanya|diskusi|ngobrol|bilang) (?:dulu )?(?:sama |ke |dengan )?(?:suami|istri|pacar|mama|ibu|teman)", r"nunggu gajian", r"tunggu gajian", r"\bkalau ada diskon", r"saya kabari",
        ],
        YES: [
            r"(?:saya|aku|kita|kak|boleh|bisa)?,? ?(?:mau|ingin|pengen|langsung|jadi|boleh|bisa) (?:langsung |saya |aku )?(?:pesan|pesen|beli|order|ambil|checkout|co|bayar)\b", r"(?:saya|aku) (?:pesan|pesen|beli|order|ambil|mau|minta) (?:yang )?(?:\d+|satu|dua|tiga|empat|lima|sepuluh|ini|itu|keduanya|dua-duanya)\b", r"\b(?:pesan|pesen|beli|order|ambil|minta|mau) (?:\d+|satu|dua|tiga|empat|lima|sepuluh)\b", r"(?:oke|ok|ya|iya|yuk|baik|sip)[,! ]+(?:saya |aku |kak,? |langsung )*(?:mau|ambil|pesan|pesen|beli|order|jadi|lanjut|deal|checkout|konfirmasi|boleh)", r"cara (?:bayar|pesan|order|beli|pembayaran)", r"(?:bayar|transfer)(?:nya)? (?:ke mana|kemana|gimana|bagaimana|di mana)", r"kirim (?:link|tautan|nomor rekening|no rek\w*)", r"\bdeal\b", r"(?:tambah|tambahin|masukin|masukkan) (?:\w+ )?(?:\d+|satu|dua|tiga|keranjang)", r"saya ambil\b", r"kirim (?:\d+|satu|dua|tiga)\b", r"aku ambil\b", r"konfirmasi pesanan", r"siap (?:pesan|order|beli|bayar)", r"kirim ke alamat", r"(?:\d+|satu|dua|tiga|empat|lima)(?: [\w-]+){0,6} ya,? kak", r"(?:tolong|mohon) (?:kirim|catat|siapkan) (?:\d+|satu|dua|tiga|pesanan)",
        ],
        ASKS: [r"\bberapa\b", r"\bharga\w*", r"\bada (?:yang|apa|warna|ukuran|diskon|promo)", r"\binfo\w*", r"mau (?:tanya|nanya|tahu|tau)", r"\bcari\b", r"rekomendasi\w*", r"\bapakah\b", r"\bgimana\b", r"\bbagaimana\b", r"bahan\w*"],
    },
}  # fmt: skip
