"""Spanish: what is said to order, and of orders."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping

from agent.llm.offline.acts import Kind

ORDER_WORD = r"(?:mi |mis |el |los |la |las |ese |este |último |orden |todo )*(?:pedidos?|ordenes|orden|encargos?)"

ORDERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORDER: (
        "(?:yo )?(?:quiero|quisiera|quería|queremos|querría|quiere|deseo|desearía)(?: (?:pedir|comprar|ordenar|encargar|llevar|hacer un pedido(?: de)?))?",
        "(?:me|nos) gustaría(?: (?:pedir|comprar|ordenar|encargar|llevar))?",
        "(?:yo )?(?:necesito|necesitamos)(?: (?:pedir|comprar))?",
        "(?:dame|deme|denme|danos|ponme|póngame|pónganme|ponnos|pon|mándame|mándeme|envíame|tráeme|prepárame|apúntame|véndeme)",
        "me (?:das|da|pones|pone|llevo|llevaré|apuntas|mandas|envías|traes|puede dar|puedes dar|puede poner|puedes poner)",
        "(?:puedo|podría|se puede) (?:pedir|tener|comprar|ordenar)",
        "voy a (?:pedir|querer|llevar|ordenar)",
        "(?:hacer |haz )?(?:un )?pedido(?: nuevo)?(?: de)?",
        "pedir",
        "comprar",
        "ordenar",
        "para mí",
        "nuevo pedido",
        "pido",
    ),
    Kind.ADD: (
        "(?:puedes |puede |me )?(?:añad(?:e|eme|ir|a|es)|añádeme|agreg(?:a|ame|ar|ue|as|uen)|agrégame|agréguele|sum(?:a|ame|ar|e|as)|súmame|incluye|pon también|ponme también|ponle)(?:le|lo)?(?: también)?",
        "también",
        "además",
        "otro",
        "otra",
        "más",
    ),
    Kind.REMOVE: (
        "(?:puedes |puede |me )?(?:quit(?:a|ame|ar|e|as|en)|quítame|elimin(?:a|ar|e|as)|borr(?:a|ar|e|as)|sac(?:a|ar|ame|as)|saque|retir(?:a|ar|e)|sácame)(?:le|lo)?",
    ),
    Kind.ADDRESS: ("(?:cambi|modific|actualiz|corrig)(?:a|e|ar|en|o) (?:mi |la )?dirección(?: de (?:entrega|envío))?",),
    Kind.SET: (
        "(?:pon|ponga|ponme|póngame)(?= \\d)",
        "(?:mejor|que sean?|ponlo en|haz que sean|hazlo|déjalo en|deja)(?= .*(?:\\d|un|una|dos|tres|cuatro|cinco|medio|media))",
        "(?:cambi(?:a|ar|e|alo|arlo)|cámbialo|modific(?:a|ar|e)|actualiz(?:a|ar|e))(?: (?:la cantidad|"
        + ORDER_WORD
        + "|lo|el|la|los|las))?(?: (?:a|de|por))?",
        "quise decir",
        "quería decir",
        "en realidad(?= .*\\d)",
    ),
    Kind.REPLACE: (
        "(?:reemplaz(?:a|ar|e|ame)|sustituy(?:e|a)|sustituir|cambi(?:a|ar|e|ame)|cámbiame)(?= .+ (?:por|con) )",
        "en (?:vez|lugar) (?:de|del)(?: la| los| las)?",
    ),
    Kind.CANCEL: (
        "(?:quiero |quisiera |puedes |puede |me )?(?:cancel(?:a|ar|e|ame|arlo|alo|en|as|ación)|cancélalo|cancélame|anul(?:a|ar|e|ame|en|as|arlo|ación)|anúlalo)",
        "ya no (?:lo )?quiero(?: " + ORDER_WORD + ")?",
        "olvida " + ORDER_WORD,
        "no quiero " + ORDER_WORD,
    ),
    Kind.KEEP: (
        "no (?:lo |la |me )?(?:canceles?|cancelen|anules?|cancelar|cancele)",
        "(?:deja|mantén|conserva) " + ORDER_WORD,
    ),
    Kind.CONFIRM: (
        "(?:lo |yo )?(?:confirm(?:o|ar|a|ado|alo|amos|e|arlo))(?: " + ORDER_WORD + ")?",
        "confírmalo",
        "(?:finaliza|finalizar|cierra|realiza|tramita) " + ORDER_WORD,
    ),
    Kind.ORDERS: (
        "(?:cuáles son )?(?:mis|todos mis|ver mis) (?:últimos )?(?:pedidos|órdenes|ordenes)(?: anteriores)?",
        "qué (?:he |había )?(?:pedido|pedí|ordené|encargué|compré)(?: yo| antes)?",
        "historial",
        "(?:creo que )?(?:ya |una vez |alguna vez |yo )*(?:pedí|ordené|encargué|compré|he pedido|había pedido|hice un pedido)(?: (?:una vez|alguna vez))?",
        "(?:muéstrame|ver|enséñame) mis? pedidos?",
        "mi último pedido",
        "tengo (?:algún )?pedidos?",
    ),
    Kind.TRACK: (
        "(?:dónde|donde) (?:está|esta|anda|va|viene) " + ORDER_WORD,
        "(?:el )?(?:estado|estatus|status|seguimiento)(?: (?:de|del))?(?: " + ORDER_WORD + ")?",
        "(?:rastrear|seguir|rastrea|sigue) " + ORDER_WORD,
        "(?:cuándo|cuando) (?:me )?(?:llega|llegará|va a llegar|sale|lo recibo|recibiré|viene|estará listo)(?: "
        + ORDER_WORD
        + ")?",
        "cómo va " + ORDER_WORD,
        "qué pasa con " + ORDER_WORD,
        "(?:ya )?(?:salió|llegó|enviaron|está listo) " + ORDER_WORD,
        "dónde está mi (?:paquete|envío|repartidor)",
    ),
    Kind.TOTAL: (
        "(?:cuál es |cuánto es )?(?:el )?(?:total|importe)(?: del pedido)?",
        "cuánto (?:es|sería|sale|suma|me sale|te debo|le debo|debo|son)(?: (?:en total|todo|eso|todo junto))*$",
        "(?:el |mi )?(?:carrito|resumen)",
    ),
    Kind.AGAIN: (
        "(?:restaur[ae]r?|recuper[ae]r?|reactiv[ae]r?) " + ORDER_WORD,
        "(?:lo )?mismo(?: pedido)?(?: (?:de siempre|que (?:la (?:última vez|otra vez|vez pasada)|siempre)|otra vez|de nuevo|una vez más))+",
        "lo mismo",
        "el mismo pedido",
        "(?:repite|repetir|repíteme|repítelo)(?: " + ORDER_WORD + ")?",
        "lo de siempre",
        "(?:otra vez|de nuevo|una vez más)(?: lo mismo| el mismo pedido)?",
    ),
    Kind.FRESH: ("(?:un )?(?:nuevo|otro|segundo) pedido", "pedido (?:nuevo|aparte|separado)"),
    Kind.NOTIFY: (
        "(?:avísame|avíseme|avísenme|avísanos|avisame|notifícame|notifíqueme|infórmame|infórmeme)",
        "me (?:avisas|avisa|avisan|avises|avise|avisen)",
        "(?:avisarme|avisarnos|notificarme)",
        "(?:dime|dígame|díganme|escríbeme|escríbame|escríbanme)(?: cuando| en cuanto|(?= *$))",
        "(?:házmelo|hágamelo|háganmelo) saber",
    ),
}
