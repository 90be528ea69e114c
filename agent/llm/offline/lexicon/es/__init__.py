"""Spanish: its words; what people say with them stands in talk.py, orders.py and shop.py."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from agent.llm.offline.lexicon.base import Lexicon
from agent.llm.offline.lexicon.es.orders import ORDER_WORD, ORDERS
from agent.llm.offline.lexicon.es.shop import SHOP
from agent.llm.offline.lexicon.es.talk import TALK

ES = Lexicon(
    language="es",
    marks=(
        "eres el la los las una unos y con por para qué que cuánto cuánta cuántos cuesta cuestan hola buenas buenos días tardes noches gracias favor "
        "quiero quisiera quería me gustaría ponme dame deme tienen tenéis tienes hay mi mis pedido pedir añade añadir agrega agregar agregue quita quitar "
        "cancela cancelar anula dirección entrega enviar envío envíen nombre llamo nota medio media sí también otro otra más sin dónde "
        "está cuándo puede puedo pueden necesito ayuda precio tu su de del al es son dos tres cuatro cinco vale perfecto gustaria niños menos algo nada quise decir"
    ),
    numbers={
        "un": "1",
        "una": "1",
        "uno": "1",
        "dos": "2",
        "tres": "3",
        "cuatro": "4",
        "cinco": "5",
        "seis": "6",
        "siete": "7",
        "ocho": "8",
        "nueve": "9",
        "diez": "10",
        "once": "11",
        "doce": "12",
        "quince": "15",
        "veinte": "20",
        "veinticinco": "25",
        "treinta": "30",
        "cuarenta": "40",
        "cincuenta": "50",
        "cien": "100",
        "doscientos": "200",
        "trescientos": "300",
        "cuatrocientos": "400",
        "quinientos": "500",
        "setecientos": "700",
        "ochocientos": "800",
        "medio": "0.5",
        "media": "0.5",
        "cuarto": "0.25",
        "cuartos": "0.25",
        "mitad": "0.5",
        "par": "2",
    },
    tens="treinta cuarenta cincuenta",
    units={
        "kg": "kg kgs kilo kilos kilogramo kilogramos",
        "g": "g gr gramo gramos",
        "l": "l litro litros",
        "ml": "ml",
        "piece": "pieza piezas unidad unidades uds ud pza pzas",
        "pack": "paquete paquetes bolsa bolsas",
        "box": "caja cajas",
        "bottle": "botella botellas",
        "lb": "libra libras",
        "oz": "onza onzas",
        "dozen": "docena docenas",
    },
    and_half=("y medio", "y media"),
    conjunctions="y e más & + además",
    fillers=(
        "email mail correo telefono numero movil celular teléfono número tel cierto muestras muestra haces hace de_nuevo el la los las un una unos unas de del al a en y e o yo quiero quisiera quería gustaría me te nos necesito tomar comprar pedir pedido pedidos "
        "con también otro otra otros otras más tu su sus mi mis este esta ese esa estos estas para por favor pues entonces ahora solo sólo "
        "quizás mejor algo algún alguna algunos algunas poco que qué cuál cuáles cuánto cuánta hay tienen tienes tenéis es está están son bueno buena buenos buenas muy "
        "rico rica ricos ricas sobre si pero eh vale ok espera ponme dame deme póngame pon ponga lo le les se como cómo puede puedes pueden puedo podría podrías "
        "vez alguna creo una ustedes usted vosotros tipo clase llevo   hoy ya sea sean nuevo nueva creo muéstrame ver enséñame"
    ),
    polite="porfa porfavor porfis gracias señor señora amigo hola buenas",
    acts={**TALK, **ORDERS, **SHOP},
    back=(
        "cuando",
        "en cuanto",
        "apenas",
        "tan pronto como",
        "haya",
        "hay",
        "vuelv[ae]n?(?: a (?:haber|tener))?",
        "tengan?",
        "tengas",
        "lleguen?",
        "llegan?",
        "estén?",
        "disponibles?",
        "de nuevo",
        "otra vez",
        "en stock",
        "lo",
        "la",
        "los",
        "las",
        "a",
    ),
    address=(
        r"(?:cambi|modific|actualiz|corrig)(?:a|e|ar|en|o) (?:mi |la )?dirección(?: de (?:entrega|envío))?(?: a| por|[ ]?[:=-])[ :]*",
        r"(?:para )?(?:entreg|env[ií]|mand|llev|tra)(?:ar|a|e|as|en|o|ame|enme|adlo|alo|enlo|arlo|ega|íalo|íenlo|íame|ía|íe|íen|ío|galo|er|iga)(?:me|lo|nos|melo|la)?(?: el pedido| todo| por favor)* (?:a|en)(?: la| el)?(?: dirección)?[ :]+(?!domicilio\b|mí\b|mi\b|casa$)",
        r"entrega (?:en|a)(?: la)?[ :]+(?!domicilio)",
        r"(?:mi |la |nueva )*dirección(?: de (?:entrega|envío))?(?: es| sería|[ ]?[:=-])[ :]*",
        r"(?:env[ií]o|domicilio|entrega)[ ]?:[ ]*",
        r"vivo en ",
        r"a domicilio (?:en|a) ",
        r"(?=(?:calle|avenida|avda|av\.|paseo|plaza|carrera) [^\n]*\d)",
    ),
    notes=(r"(?:una |la )?(?:nota|notas|comentario|comentarios|observación|observaciones)(?: que|[ ]?[:=-])[ :]*",),
    name=(
        r"me llamo ",
        r"mi nombre es ",
        r"(?:mi )?nombre[ ]?[:=][ ]*",
        r"a nombre de ",
        r"soy (?!de\b|un\b|una\b|el\b|la\b|al[eé]rg|yo\b|vegan|nuev)",
    ),
    when=(
        r"(?:para |antes de )?(?:el |del )?(?:manana(?! por favor)|hoy|ayer|esta noche|pasado manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo)(?: por la (?:manana|tarde|noche))?(?: a las? \d{1,2}(?::\d\d)?)?(?: de la (?:manana|tarde|noche))?|(?:para )?el \d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?(?: a las? \d{1,2}(?::\d\d)?)?|(?:para |a )las? \d{1,2}(?::\d\d)?",
    ),
    pickup=(
        r"(?:(?:yo|lo|la|los|las|para|paso a|pasare a|voy a|puedo|quiero|prefiero|mejor) )*(?:recoger(?:lo|la|los|las)?|retirar(?:lo|la)?|recojo|retiro|pasar a (?:buscar|recoger)(?:lo)?|paso a (?:buscar|recoger)(?:lo)?|buscarlo)(?: (?:en (?:la )?tienda|yo|mi pedido|el pedido))?|para llevar|recogida(?: en (?:la )?tienda)?",
    ),
    ordinals={
        "primero": 1,
        "primera": 1,
        "primer": 1,
        "segundo": 2,
        "segunda": 2,
        "tercero": 3,
        "tercera": 3,
        "cuarto": 4,
        "último": -1,
        "última": -1,
    },
    by="por con",
    order_word=ORDER_WORD,
    people="personas persona invitados niños adultos días horas minutos años semanas gente",
)
