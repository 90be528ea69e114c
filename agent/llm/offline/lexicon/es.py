"""Spanish."""

from agent.llm.offline.acts import Kind
from agent.llm.offline.lexicon.base import Lexicon

_ORDER = r"(?:mi |mis |el |los |la |las |ese |este |último |orden |todo )*(?:pedidos?|ordenes|orden|encargos?)"

ES = Lexicon(
    language="es",
    marks=(
        "el los las una unos y con por para qué que cuánto cuánta cuántos cuesta cuestan hola buenas buenos días tardes noches gracias favor "
        "quiero quisiera quería me gustaría ponme dame deme tienen tenéis tienes hay mi mis pedido pedir añade añadir agrega agregar agregue quita quitar "
        "cancela cancelar anula dirección entrega enviar envío envíen nombre llamo nota medio media kilo kilos sí también otro otra más sin dónde "
        "está cuándo puede puedo pueden necesito ayuda precio tu su de del al es son dos tres cuatro cinco vale perfecto gustaria niños menos algo nada"
    ),
    numbers={
        "un": "1", "una": "1", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8",
        "nueve": "9", "diez": "10", "once": "11", "doce": "12", "quince": "15", "veinte": "20", "veinticinco": "25", "treinta": "30", "cuarenta": "40",
        "cincuenta": "50", "cien": "100", "medio": "0.5", "media": "0.5", "cuarto": "0.25", "cuartos": "0.25", "mitad": "0.5", "par": "2",
    },
    tens="treinta cuarenta cincuenta",
    units={
        "kg": "kg kgs kilo kilos kilogramo kilogramos", "g": "g gr gramo gramos", "l": "l litro litros", "ml": "ml",
        "piece": "pieza piezas unidad unidades uds ud pza pzas", "pack": "paquete paquetes bolsa bolsas", "box": "caja cajas",
        "bottle": "botella botellas", "lb": "libra libras", "oz": "onza onzas", "dozen": "docena docenas",
    },
    and_half=("y medio", "y media"),
    conjunctions="y e más & + además",
    fillers=(
        "el la los las un una unos unas de del al a en y e o yo quiero quisiera quería gustaría me te nos necesito tomar comprar pedir pedido pedidos "
        "con también otro otra otros otras más tu su sus mi mis este esta ese esa estos estas para por favor pues entonces ahora solo sólo "
        "quizás mejor algo algún alguna algunos algunas poco que qué cuál cuáles cuánto cuánta hay tienen tienes tenéis es está están son bueno buena buenos buenas muy "
        "rico rica ricos ricas sobre si pero eh vale ok espera ponme dame deme póngame pon ponga lo le les se como cómo puede puedes pueden puedo podría podrías "
        "vez alguna creo una ustedes usted vosotros tipo clase llevo no hoy ya sea sean nuevo nueva creo muéstrame ver enséñame"
    ),
    polite="porfa porfavor porfis gracias señor señora amigo hola buenas",
    acts={
        Kind.GREET: ("hola+(?: buenas)?", "buenos días", "buenas(?: (?:tardes|noches|días))?", "qué tal(?= *$)", "holi+", "saludos", "hey", "buen día", "cómo estás?"),
        Kind.THANK: ("(?:muchas |mil |muchísimas )?gracias(?: por todo)?", "te lo agradezco", "muy amable"),
        Kind.LEAVE: ("adiós", "hasta (?:luego|pronto|mañana|la vista)", "chao", "chau", "nos vemos", "buen (?:día|fin de semana)$", "que (?:tengas?|tengan|tenga) (?:un )?buen \\w+", "bye"),
        Kind.YES: (
            "sí+", "si+", "claro(?: que sí)?", "por supuesto", "vale", "ok", "okay", "okey", "de acuerdo", "perfecto", "correcto", "exacto", "exactamente", "está bien", "todo bien", "así es", "dale", "genial", "listo", "venga", "bien", "adelante",
            "todo correcto", "me parece bien", "eso es", "va",
        ),
        Kind.NO: ("no+", "no gracias", "todavía no", "aún no", "ahora no", "para nada", "nada", "mejor no", "déjalo"),
        Kind.HELP: ("ayuda", "ayúdame", "qué (?:puedes|sabes|puede|sabe|pueden)(?: hacer)?", "cómo (?:funciona|pido|hago un pedido|puedo pedir|se pide|ordeno)(?: esto)?", "necesito ayuda", "me (?:puedes|puede) ayudar"),
        Kind.WHO: ("quién (?:eres|es usted|es)", "(?:eres|es usted|es|hablo con|estoy hablando con) (?:un |una )?(?:robot|bot|máquina|humano|persona(?: real)?|ia)", "cómo te llamas", "cuál es tu nombre"),
        Kind.CATALOGUE: (
            "qué (?:tienen|tienes|tenéis|tiene|venden|vendes|vendéis|vende|hay|ofrecen|ofreces)(?: (?:hoy|ustedes|de bueno|disponible|para vender|a la venta|de rico|en venta))*", "(?:el |la |su |tu |los |sus |vuestro )?(?:menú|carta|catálogo|lista de (?:productos|precios))", "(?:muéstrame|enséñame|mándame|envíame|pásame|ver|dame)(?: (?:el|la|los|su|tu|sus))? (?:menú|carta|catálogo|lista|productos|precios)(?: de \\w+)?",
            "qué productos (?:tienen|tienes|venden|hay|tenéis|tiene)", "(?:cuáles son )?(?:los|sus|tus) (?:productos|precios)", "qué (?:puedo|se puede) (?:pedir|comprar)", "todo lo que (?:tienen|hay|tienes)", "productos", "qué más (?:tienen|tienes|hay)",
        ),
        Kind.ASK: (
            "(?:a )?(?:cuánto|cuanto) (?:cuestan?|valen?|está|están|sale|salen|es|son|sería)", "(?:cuál es )?(?:el )?precios? (?:del?|de la|de los|de las)", "qué precio (?:tiene|tienen)", "(?:tienen|tienes|tenéis|tiene|venden|vende|vendes|hay|queda|quedan)(?: ustedes| todavía| aún)?",
            "(?:háblame|cuéntame|dime|cuénteme|hábleme|cuéntenme)(?: algo| más)?(?: (?:sobre|de|del|acerca de))?", "(?:más )?información (?:sobre|de|del)", "qué (?:es|son|tal)", "(?:describe|descríbeme)", "(?:qué )?(?:me )?(?:recomiendas?|recomiendan|aconsejas?|sugieres?)", "(?:estoy )?busc(?:o|ando|amos)", "qué tipos? de", "qué", "cuáles?", "cuánto", "cuánta", "y (?:el|la|los|las)(?= )", "(?:está|están|es|son)(?= (?:buen|ric|picante|fresc))",
        ),
        Kind.ORDER: (
            "(?:yo )?(?:quiero|quisiera|quería|queremos|querría|quiere|deseo|desearía)(?: (?:pedir|comprar|ordenar|encargar|llevar|hacer un pedido(?: de)?))?", "(?:me|nos) gustaría(?: (?:pedir|comprar|ordenar|encargar|llevar))?", "(?:yo )?(?:necesito|necesitamos)(?: (?:pedir|comprar))?", "(?:dame|deme|denme|danos|ponme|póngame|pónganme|ponnos|pon|mándame|mándeme|envíame|tráeme|prepárame|apúntame|véndeme)",
            "me (?:das|da|pones|pone|llevo|llevaré|apuntas|mandas|envías|traes|puede dar|puedes dar|puede poner|puedes poner)", "(?:puedo|podría|se puede) (?:pedir|tener|comprar|ordenar)", "voy a (?:pedir|querer|llevar|ordenar)", "(?:hacer |haz )?(?:un )?pedido(?: nuevo)?(?: de)?", "pedir", "comprar", "ordenar", "para mí", "nuevo pedido", "pido",
        ),
        Kind.ADD: ("(?:puedes |puede |me )?(?:añad(?:e|eme|ir|a|es)|añádeme|agreg(?:a|ame|ar|ue|as|uen)|agrégame|agréguele|sum(?:a|ame|ar|e|as)|súmame|incluye|pon también|ponme también|ponle)(?:le|lo)?(?: también)?", "también", "además", "otro", "otra", "más"),
        Kind.REMOVE: ("(?:puedes |puede |me )?(?:quit(?:a|ame|ar|e|as|en)|quítame|elimin(?:a|ar|e|as)|borr(?:a|ar|e|as)|sac(?:a|ar|ame|as)|saque|retir(?:a|ar|e)|sácame)(?:le|lo)?",),
        Kind.SET: ("(?:mejor|que sean?|pon|ponlo en|ponme|haz que sean|hazlo|déjalo en|deja)(?= .*(?:\\d|un|una|dos|tres|cuatro|cinco|medio|media))", "(?:cambi(?:a|ar|e|alo|arlo)|cámbialo|modific(?:a|ar|e)|actualiz(?:a|ar|e))(?: (?:la cantidad|" + _ORDER + "|lo|el|la|los|las))?(?: (?:a|de|por))?", "quise decir", "quería decir", "en realidad(?= .*\\d)"),
        Kind.REPLACE: ("(?:reemplaz(?:a|ar|e|ame)|sustituy(?:e|a)|sustituir|cambi(?:a|ar|e|ame)|cámbiame)(?= .+ (?:por|con) )", "en (?:vez|lugar) (?:de|del)(?: la| los| las)?"),
        Kind.CANCEL: ("(?:quiero |quisiera |puedes |puede |me )?(?:cancel(?:a|ar|e|ame|arlo|alo|en|as|ación)|cancélalo|cancélame|anul(?:a|ar|e|ame|en|as|arlo|ación)|anúlalo)", "ya no (?:lo )?quiero(?: " + _ORDER + ")?", "olvida " + _ORDER, "no quiero " + _ORDER),
        Kind.KEEP: ("no (?:lo |la |me )?(?:canceles?|cancelen|anules?|cancelar|cancele)", "(?:deja|mantén|conserva) " + _ORDER),
        Kind.CONFIRM: ("(?:lo |yo )?(?:confirm(?:o|ar|a|ado|alo|amos|e|arlo))(?: " + _ORDER + ")?", "confírmalo", "(?:finaliza|finalizar|cierra|realiza|tramita) " + _ORDER),
        Kind.ORDERS: ("(?:cuáles son )?(?:mis|todos mis|ver mis) (?:últimos )?(?:pedidos|órdenes|ordenes)(?: anteriores)?", "qué (?:he |había )?(?:pedido|pedí|ordené|encargué|compré)(?: yo| antes)?", "historial", "(?:creo que )?(?:ya |una vez |alguna vez |yo )*(?:pedí|ordené|encargué|compré|he pedido|había pedido|hice un pedido)(?: (?:una vez|alguna vez))?", "(?:muéstrame|ver|enséñame) mis? pedidos?", "mi último pedido", "tengo (?:algún )?pedidos?"),
        Kind.TRACK: (
            "(?:dónde|donde) (?:está|esta|anda|va|viene) " + _ORDER, "(?:el )?(?:estado|estatus|status|seguimiento)(?: (?:de|del))?(?: " + _ORDER + ")?", "(?:rastrear|seguir|rastrea|sigue) " + _ORDER, "(?:cuándo|cuando) (?:me )?(?:llega|llegará|va a llegar|sale|lo recibo|recibiré|viene|estará listo)(?: " + _ORDER + ")?", "cómo va " + _ORDER, "qué pasa con " + _ORDER, "(?:ya )?(?:salió|llegó|enviaron|está listo) " + _ORDER, "dónde está mi (?:paquete|envío|repartidor)",
        ),
        Kind.TOTAL: ("(?:cuál es |cuánto es )?(?:el )?(?:total|importe)(?: del pedido)?", "cuánto (?:es|sería|sale|suma|me sale|te debo|le debo|debo|son)(?: (?:en total|todo|eso|todo junto))*$", "(?:el |mi )?(?:carrito|resumen)"),
        Kind.AGAIN: ("(?:lo )?mismo(?: pedido)?(?: (?:de siempre|que (?:la (?:última vez|otra vez|vez pasada)|siempre)|otra vez|de nuevo|una vez más))+", "lo mismo", "el mismo pedido", "(?:repite|repetir|repíteme|repítelo)(?: " + _ORDER + ")?", "lo de siempre", "(?:otra vez|de nuevo|una vez más)(?: lo mismo| el mismo pedido)?"),
        Kind.PERSON: (
            "(?<!por )(?<!para )(?<!cada )(?:(?:hablar|comunicarme|comunícame|pásame|contactar|hable|páseme|conectarme) (?:con|a) ?)?(?:un |una |el |la |algún |su )?(?:persona(?: real)?|humano|agente|representante|encargad[oa]|dueñ[oa]|vendedor(?:a)?|asesor(?:a)?|gerente|operador(?:a)?|ser humano)", "hablar con alguien", "(?:atención|servicio) al cliente", "(?:llámame|llámenme|que me llamen)", "alguien real",
        ),
        Kind.COMPLAIN: ("queja", "quejarme", "reclamo", "reclamación", "(?:horrible|asqueros[oa]|pésim[oa]|podrid[oa]s?|inaceptable|estafa|caducad[oa]s?|vencid[oa]s?)", "reembolso", "devoluci[oó]n", "(?:llegó|estaba|vino|llegaron|estaban) (?:mal|rot[oa]s?|frí[oa]s?|dañad[oa]s?|incomplet[oa]s?|pasad[oa]s?)", "nunca llegó", "no (?:me )?(?:ha llegado|llegó)", "intoxicación"),
        Kind.HAGGLE: ("descuentos?", "gratis", "rebajas?", "más barato", "cupón", "promoci[oó]n(?:es)?", "ofertas?", "ignora (?:todas )?(?:tus|las|sus) (?:instrucciones|reglas)(?: anteriores)?", "baja(?:r)? el precio", "precio especial", "código promocional"),
        Kind.SHOP: (
            "(?:qué |el |su |tu )?horarios?(?: (?:tienen|de apertura|tienes))?", "(?:a qué hora|cuándo|hasta qué hora|hasta cuándo) (?:abren|cierran|abres|cierras|abrís|cerráis|están abiertos|abre|cierra)", "(?:están|estáis|estás) (?:abiertos?|cerrados?)(?: (?:hoy|mañana|el \\w+))?", "(?:hacen|tienen|hacéis|hay|tenéis) (?:entregas?|envíos?|domicilios?|reparto)(?: a domicilio)?", "(?:entregan|envían|reparten|enviáis|llevan) (?:a|en)", "(?:cuánto cuesta |costo |coste |precio |gastos )(?:el |del |de )?envío", "dónde (?:están|estáis|queda|están ubicados|se encuentran)(?: (?:la tienda|ubicados))?", "(?:su|tu|vuestra|vuestro) (?:dirección|teléfono|número)",
            "(?:cómo|puedo|se puede) (?:pagar|pago|se paga)(?: con)?", "(?:formas?|métodos?) de pago", "tarjeta(?: de crédito)?", "(?:aceptan|acepta|aceptas)", "alerg\\w+", "halal", "embaraz\\w+", "pedido mínimo",
        ),
    },
    address=(
        r"(?:para )?(?:entreg|env[ií]|mand|llev|tra)(?:ar|a|e|as|en|o|ame|enme|adlo|alo|enlo|arlo|ega|íalo|íenlo|íame|ía|íe|íen|ío|galo|er|iga)(?:me|lo|nos|melo|la)?(?: el pedido| todo| por favor)* (?:a|en)(?: la| el)?(?: dirección)?[ :]+(?!domicilio\b|mí\b|mi\b|casa$)", r"entrega (?:en|a)(?: la)?[ :]+(?!domicilio)", r"(?:mi |la |nueva )*dirección(?: de (?:entrega|envío))?(?: es| sería|[ ]?[:=-])[ :]*", r"(?:env[ií]o|domicilio|entrega)[ ]?:[ ]*", r"vivo en ", r"a domicilio (?:en|a) ",
        r"(?=(?:calle|avenida|avda|av\.|paseo|plaza|carrera) [^\n]*\d)",
    ),
    notes=(r"(?:una |la )?(?:nota|notas|comentario|comentarios|observación|observaciones)(?: que|[ ]?[:=-])[ :]*",),
    name=(r"me llamo ", r"mi nombre es ", r"(?:mi )?nombre[ ]?[:=][ ]*", r"a nombre de ", r"soy (?!de\b|un\b|una\b|el\b|la\b|al[eé]rg|yo\b|vegan|nuev)"),
    when=(r"(?:para |antes de )?(?:el )?(?:manana(?! por favor)|hoy|esta noche|pasado manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo)(?: por la (?:manana|tarde|noche))?(?: a las \d{1,2}(?::\d\d)?)?",),
    ordinals={"primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3, "cuarto": 4, "último": -1, "última": -1},
    by="por con",
    order_word=_ORDER,
    people="personas persona invitados niños adultos días horas minutos años semanas gente",
)
