"""Spanish: what is asked about the shop and what it sells."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping

from agent.llm.offline.acts import Kind

SHOP: Mapping[Kind, tuple[str, ...]] = {
    Kind.CATALOGUE: (
        "qué (?:tienen|tienes|tenéis|tiene|venden|vendes|vendéis|vende|hay|ofrecen|ofreces)(?: (?:hoy|ustedes|de bueno|disponible|para vender|a la venta|de rico|en venta))*",
        "(?:el |la |su |tu |los |sus |vuestro )?(?:menú|carta|catálogo|lista de (?:productos|precios))",
        "(?:muéstrame|enséñame|mándame|envíame|pásame|ver|dame)(?: (?:el|la|los|su|tu|sus))? (?:menú|carta|catálogo|lista|productos|precios)(?: de \\w+)?",
        "qué productos (?:tienen|tienes|venden|hay|tenéis|tiene)",
        "(?:cuáles son )?(?:los|sus|tus) (?:productos|precios)",
        "qué (?:puedo|se puede) (?:pedir|comprar)",
        "todo lo que (?:tienen|hay|tienes)",
        "productos",
        "qué más (?:tienen|tienes|hay)",
    ),
    Kind.ASK: (
        "(?:a )?(?:cuánto|cuanto) (?:cuestan?|valen?|está|están|sale|salen|es|son|sería)",
        "(?:cuál es )?(?:el )?precios? (?:del?|de la|de los|de las)",
        "qué precio (?:tiene|tienen)",
        "(?:tienen|tienes|tenéis|tiene|venden|vende|vendes|hay|queda|quedan)(?: ustedes| todavía| aún)?",
        "(?:háblame|cuéntame|dime|cuénteme|hábleme|cuéntenme)(?: algo| más)?(?: (?:sobre|de|del|acerca de))?",
        "(?:más )?información (?:sobre|de|del)",
        "qué (?:es|son|tal)",
        "(?:describe|descríbeme)",
        "(?:qué )?(?:me )?(?:recomiendas?|recomiendan|aconsejas?|sugieres?)",
        "(?:estoy )?busc(?:o|ando|amos)",
        "qué tipos? de",
        "qué",
        "cuáles?",
        "cuánto",
        "cuánta",
        "y (?:el|la|los|las)(?= )",
        "(?:está|están|es|son)(?= (?:buen|ric|picante|fresc))",
    ),
    Kind.PHOTO: (
        "(?:(?:mandame|enviame|muestrame|ensename) (?:una |la |las |unas )?)?(?:foto|imagen)(?:s|es)?(?: (?:del|de la|de los|de las|de))?",
    ),
    Kind.HOURS: (
        "(?:qué |el |su |tu )?horarios?(?: (?:tienen|de apertura|tienes))?",
        "(?:a qué hora|cuándo|hasta qué hora|hasta cuándo) (?:abren|cierran|abres|cierras|abrís|cerráis|están abiertos|abre|cierra)",
        "(?:están|estáis|estás) (?:abiertos?|cerrados?)(?: (?:hoy|mañana|el \\w+))?",
    ),
    Kind.PLACE: (
        "dónde (?:están|estáis|queda|están ubicados|se encuentran)(?: (?:la tienda|ubicados))?",
        "(?:su|tu|vuestra|vuestro) (?:dirección|teléfono|número)",
    ),
    Kind.PAY: (
        "(?:puedo |se puede |podría |podríamos |quiero |quisiera |prefiero )?(?:pagar|pago)(?:lo)?(?: (?:el|mi) pedido)? (?:con|por) (?:(?:la |una |mi )?tarjeta(?: de (?:crédito|débito))?|internet)",
        "(?:puedo |se puede |quiero )?(?:pagar|pago)(?:lo)? (?:en línea|online)",
        "(?:(?:me )?(?:puedes |podrías )?(?:envía|envíame|enviarme|mándame|mandarme|manda|mandas|envías|envíeme|pasas|pásame|pasarme|das|dame) )?(?:un |el )?(?:enlace|link) (?:de |para (?:el )?)(?:pago|pagar)(?: con tarjeta)?",
        "(?:aceptan|acepta|aceptas|aceptáis) (?:la |las )?tarjetas?(?: de (?:crédito|débito))?",
        "tarjeta(?: de crédito)?",
    ),
    Kind.DELIVERY: (
        "(?:hacen|tienen|hacéis|hay|tenéis) (?:entregas?|envíos?|domicilios?|reparto)(?: a domicilio)?(?: (?:a|en|hasta))?",
        "(?:entregan|envían|reparten|enviáis|llevan|entregáis) (?:a|en|hasta)",
        "(?:cuánto (?:cuesta|sale|es) |costo |coste |precio |gastos )(?:el |del |de )?(?:envío|reparto|domicilio|la entrega)(?: (?:a|en|hasta))?",
        "pedido mínimo",
        "(?:a dónde|dónde) (?:entregan|envían|reparten)",
    ),
    Kind.SHOP: (
        "(?:cómo|puedo|se puede) (?:pagar|pago|se paga)(?: con)?",
        "(?:formas?|métodos?) de pago",
        "tarjeta(?: de crédito)?",
        "(?:aceptan|acepta|aceptas)",
        "alerg\\w+",
        "embaraz\\w+",
    ),
}
