"""Spanish."""
# A pattern on one line reads better than a wrapped one.
# ruff: noqa: E501

from agent.claims.base import Claims

_GAP = r"[^.!?]{0,30}?"
_IS = r"\b(?:está|están|estaba|sido|queda|quedan|quedó|quedado|fue|fueron|ya|se ha|se han|te ha|le ha)\b"
_SOON = r"(?: (?:ya|te|le|lo|la|los|las|también|todo))*"
_WE = r"\b(?:(?:ya|te|le|lo|la|los|las|se lo|te lo|se la|te la) )*(?:he|hemos) (?:ya )?"
_JUST = r"\b(?:acabo|acabamos) de "
_ALONE = r"^\W*(?:(?:listo|hecho|perfecto|vale|ok|claro|muy bien|sí|genial|de acuerdo|y)\W+)*(?:(?:su |tu |el )?pedido |todo )?(?:(?:n\.?º ?|número )?ORD[-\d ]+ )?(?:ya |correctamente )*"
_TEAM = (
    r"(?:alguien|una persona|un (?:compañero|agente|humano|responsable|asesor)|una (?:compañera|asesora)|(?:el|al|la|nuestro|nuestra|mi|los|las) "
    r"(?:equipo|tienda|encargad[oa]|dueñ[oa]|jef[ea]|compañer[oa]s?|gerente|responsable|soporte))"
)
_ANSWER = r"(?:responder|contestar|escribir|contactar|llamar|atender|comunicar|pondr|avisar)"
_BACK = (
    r"(?:de nuevo|otra vez|en stock|disponibles?|lleg\w+|repong\w+|repuesto|vuelv\w+|tengamos|haya|existencias|tenemos)"
)


def _acted(participles: str, infinitive: str, past: str) -> list[str]:
    """`past` are the forms of the simple past, with their accents."""
    return [
        rf"{_IS}{_GAP}\b(?:{participles})\b",
        rf"{_WE}(?:{participles})\b",
        rf"{_JUST}(?:{infinitive})\w*",
        # Not every form with an accent: French has the same ones as participles.
        rf"(?:^\W*(?:\w+\W+)?|\b(?:ya|lo|la|los|las|le|te|yo) )(?:{past})(?!\w)",
        rf"(?<!\w)(?:{past}) (?:su|tu|el|todo)\b",
        rf"{_ALONE}(?:{participles})\b(?! (?:por|antes))",
    ]


ES = Claims(
    done={
        "cancelled": [
            *_acted(
                "cancelad[oa]s?|anulad[oa]s?",
                "cancelar|anular",
                "cancelé|anulé|cancelamos (?:su|tu|el)|anulamos (?:su|tu|el)",
            )
        ],
        "confirmed": [*_acted("confirmad[oa]s?", "confirmar", "confirmé|confirmamos (?:su|tu|el) pedido")],
        "created": [
            rf"\bpedido\b{_GAP}\b(?:está|ha sido|fue|queda|quedó|ha quedado|se ha)\b[^.!?]{{0,15}}?\b(?:creado|registrado|realizado|hecho|anotado|tomado|recibido|procesado)\b",
            rf"{_WE}(?:creado|registrado|realizado|hecho|anotado|tomado|recibido|apuntado)\b{_GAP}\bpedido\b",
            rf"{_JUST}(?:crear|registrar|realizar|hacer|anotar|tomar)\w*{_GAP}\bpedido\b",
            r"(?<!\w)(?:creé|registré|hice|anoté|tomé)(?!\w)[^.!?]{0,15}?\bpedido\b",
            r"^\W*(?:su |tu )?(?:nuevo )?pedido (?:creado|registrado|realizado|hecho|anotado)\b",
        ],
        "changed": [
            rf"{_WE}(?:añadido|agregado|quitado|cambiado|actualizado|modificado|eliminado|sustituido|reemplazado|puesto|corregido|sumado|retirado)\b"
            r"(?! (?:nuestros|los) (?:precios|horarios))",
            rf"{_JUST}(?:añadir|agregar|quitar|cambiar|actualizar|modificar|eliminar|sustituir|reemplazar|corregir)\w*",
            r"(?<!\w)(?:añadí|agregué|quité|cambié|actualicé|modifiqué|eliminé|sustituí|reemplacé|corregí)(?!\w)",
            rf"\b(?:pedido|dirección|cantidad|nota|producto|artículo|entrega)\b{_GAP}\b(?:ha sido|fue|está|queda|quedó|se ha|han sido)\b[^.!?]{{0,15}}?\b(?:actualizad|modificad|cambiad|añadid|agregad|eliminad|quitad|corregid)[oa]s?\b",
            r"^\W*(?:(?:listo|hecho|perfecto|vale|ok)\W+)*(?:añadido|agregado|quitado|cambiado|actualizado|modificado|eliminado)s?\b(?=\W*$| (?:a|al|de|del|su|tu|el|la)\b)",
        ],
        "asked": [
            rf"{_WE}(?:preguntado|consultado|hablado)\b[^.!?]{{0,12}}?\b(?:tienda|equipo|encargad[oa]|jef[ea]|dueñ[oa]|cocina|almacén|compañer[oa]s?)\b",
            r"(?<!\w)(?:pregunté|consulté|hablé)(?!\w)[^.!?]{0,12}?\b(?:tienda|equipo|encargad[oa]|jef[ea]|dueñ[oa])\b",
        ],
        "restored": [
            *_acted(
                "recuperad[oa]s?|restaurad[oa]s?|reactivad[oa]s?|restablecid[oa]s?",
                "recuperar|restaurar|reactivar",
                "recuperé|restauré|reactivé",
            )
        ],
        "paid": [
            rf"\b(?:pago|transferencia|dinero|cobro)\b{_GAP}\b(?:ha llegado|llegó|recibid[oa]|aprobad[oa]|aceptad[oa]|confirmad[oa]|se (?:ha )?realiz\w+|entró|completad[oa]|procesad[oa]|exitos[oa]|acreditad[oa])(?!\w)",
            rf"{_WE}(?:recibido|cobrado)\b[^.!?]{{0,15}}?\b(?:pago|transferencia|dinero|tarjeta)\b",
            r"(?<!\w)(?:recibimos|recibí)(?!\w)[^.!?]{0,12}?\b(?:pago|transferencia|dinero)\b",
            rf"\b(?:pedido|factura|todo)\b{_GAP}\b(?:está|ha sido|fue|queda|quedó)\b[^.!?]{{0,12}}?\b(?:pagad[oa]|abonad[oa])\b(?! (?:al|a la|en|por|contra))",
            r"\b(?:ya )?(?:has|ha) pagado\b",
            r"^\W*pagado\W*$",
        ],
        "refunded": [
            *_acted("reembolsad[oa]s?", "reembolsar|devolver (?:el|su|tu) dinero", "reembolsé"),
            rf"\b(?:reembolso|devolución|dinero)\b{_GAP}\b(?:ha sido|fue|está|se ha|quedó)\b[^.!?]{{0,15}}?\b(?:emitid|enviad|procesad|realizad|hech|tramitad|devuelt|aprobad|en camino)",
            rf"{_WE}(?:emitido|enviado|procesado|hecho|tramitado|devuelto|realizado)\b{_GAP}\b(?:reembolso|devolución|dinero)\b",
        ],
        "shipped": [
            rf"\b(?:pedido|paquete|envío|todo)\b{_GAP}\b(?:ha sido|fue|está|se ha|ha|ya)\b{_GAP}\b(?:enviad|despachad|salid|expedid|entregado al (?:transportista|repartidor)|en camino|en ruta|de camino|en reparto|en tránsito)",
            rf"{_WE}(?:enviado|despachado|expedido)\b[^.!?]{{0,10}}?\b(?:pedido|paquete)\b",
            rf"{_JUST}(?:enviar|despachar)\w*[^.!?]{{0,10}}?\b(?:pedido|paquete)\b",
            r"(?<!\w)(?:envié|enviamos|despachamos)(?!\w)[^.!?]{0,8}?\b(?:su|tu|el) (?:pedido|paquete)\b",
            r"\b(?:pedido|paquete)\b[^.!?]{0,15}?(?<!\w)(?:salió|va en camino|va de camino)(?!\w)",
            r"\b(?:el |nuestro )(?:repartidor|mensajero|transportista)\b[^.!?]{0,15}?\b(?:está en camino|va en camino|ya salió|está de camino)\b",
            r"^\W*(?:pedido|paquete) (?:enviado|despachado)\b",
        ],
        "delivered": [
            rf"\b(?:pedido|paquete|todo)\b{_GAP}\b(?:ha sido|fue|está|se ha|ha)\b[^.!?]{{0,12}}?\b(?:entregado|llegado)\b(?! al (?:transportista|repartidor))",
            r"\b(?:pedido|paquete)\b[^.!?]{0,12}?(?<!\w)llegó(?!\w)",
            r"\b(?:repartidor|mensajero)\b[^.!?]{0,15}?(?<!\w)(?:entregó|dejó|ha entregado)(?!\w)",
        ],
        "called": [
            rf"{_WE}(?:llamado|avisado|informado|contactado|pasado|transferido|derivado|notificado|trasladado|comunicado)\b[^.!?]{{0,30}}?\b(?:{_TEAM})",
            r"(?<!\w)(?:avisé|llamé|informé|notifiqué|pasé)(?!\w)[^.!?]{0,25}?\b(?:equipo|tienda|encargad[oa]|compañer[oa]|jef[ea])\b",
            rf"{_WE}(?:pasado|transferido|derivado|trasladado) (?:su|tu|la|el|esto)\b",
            rf"\b(?:{_TEAM})\b[^.!?]{{0,15}}?\b(?:ha sido|fue|está|han sido) (?:avisad|informad|notificad)",
        ],
        "waiting": [
            rf"{_WE}(?:apuntado|añadido|puesto|anotado|agregado)\b{_GAP}\blista de espera",
            r"\b(?:está|estás|queda|quedas)\b[^.!?]{0,15}?\ben (?:la |nuestra )?lista de espera",
        ],
        "photo": [
            rf"{_WE}(?:enviado|adjuntado|mandado|compartido)\b{_GAP}\b(?:fotos?|imágenes|imagen)\b",
            r"\b(?:aquí|acá) (?:está|están|tiene|tienes|va|van) (?:una |la |las |unas |algunas |su |sus )*(?:fotos?|imágenes|imagen)\b",
            r"(?<!\w)(?:adjunto|te envío|le envío|le mando|te mando) (?:una |la |las |unas )*(?:fotos?|imágenes|imagen)\b",
        ],
        "mailed": [
            rf"{_WE}(?:enviado|mandado)\b[^.!?]{{0,25}}?\b(?:correo|e-?mail|sms|factura|recibo)\b",
            r"\b(?:correo|e-?mail|sms|factura)\b[^.!?]{0,20}?\b(?:ha sido|fue|se ha) (?:enviad[oa]|mandad[oa])\b",
        ],
        "link": [
            rf"{_WE}(?:enviado|mandado|compartido)\b{_GAP}\b(?:enlace|link)\b",
            r"\baquí (?:tiene|tienes|está|va) (?:el|su|tu|un) (?:enlace|link)\b",
        ],
    },
    promised={
        "called": [
            rf"\b{_TEAM}[^.!?]{{0,12}}?\b(?:le |te |se |lo |los )?{_ANSWER}(?:á|án)(?!\w)",
            rf"\b{_TEAM} (?:le |te |se )?(?:va|van) a {_ANSWER}",
            r"\b(?:le|te) (?:contactaremos|llamaremos|escribiremos|responderemos|atenderá|atenderán)(?!\w)",
            rf"\b(?:voy a (?:preguntar|avisar|consultar|hablar)|avisaré|preguntaré|consultaré|aviso|pregunto)(?!\w)[^.!?]{{0,15}}?\b{_TEAM}",
        ],
        "waiting": [
            rf"\b(?:le|te) (?:avisaré|avisaremos|aviso|avisamos|escribiré|escribiremos|diré|informaré|informaremos|notificaremos)(?!\w)[^.!?]{{0,15}}?(?:cuando|en cuanto|apenas|tan pronto)[^.!?]{{0,50}}?\b{_BACK}",
            rf"(?:cuando|en cuanto|apenas|tan pronto)[^.!?]{{0,50}}?\b{_BACK}[^.!?]{{0,15}}?\b(?:le|te) (?:avisaré|avisaremos|aviso|avisamos|escribiré|escribiremos)(?!\w)",
        ],
    },
    hedges=(
        r"si|no|nunca|nada|nadie|ningun[oa]?|ningún|tampoco|ni|sin|cuando|una vez|antes|hasta|después|puede|puedo|puedes|pueden|podemos|podr\w+|"
        r"quiere|quieres|quiera|quieras|desea|deseas|prefiere|prefieres|gustaría|debe|deben|debería|tiene que|tienes que|hay que|"
        r"(?:me )?(?:dijo|dijiste|dice|dices|comentó|comentaste|escribió|preguntó|preguntaste|mencionó|mencionaste|cree|crees)|entiendo que|lamento que|"
        r"los pedidos|todo pedido|todos los|todas las|cada|un pedido|los pagos|los paquetes|normalmente|generalmente|habitualmente|siempre|"
        r"a menudo|suele|suelen|por lo general|solo|sólo|solamente|en cuanto|para que|a menos|salvo|quizás?|tal vez|probablemente|espero|"
        r"cómo|dónde|qué|cuál|cuándo|pendiente|falta|listo para|por confirmar|imagine|supongamos|ejemplo|apenas"
    ),
    denials=r"no|nunca|tampoco",
    future=r"será|serán|sería|va a|vamos a|voy a|ser|estará|estarán|quedará|quedaría|tendrá|habrá",
    unless=r"nada|si|cuando|en cuanto|una vez|después|solo si|salvo|a menos|hasta que|en \d+ días|cada|por teléfono|apenas",
    invites=r"avíseme|avísame|dígame|dime|escríbame|escríbeme|cualquier (?:cosa|duda)|si necesita|si tiene|si tienes|si necesitas",
    opens=r"si|cuando|una vez|en cuanto|después|antes|a menos|mientras|en caso|apenas|hasta",
    begs=(
        r"(?:(?:solo|sólo|basta con|puede|puedes|por favor|para)\s+)*(?:diga|dígame|di|dime|escriba|escríbame|escribe|responda|responde|toque|toca|pulse|pulsa|"
        r"haga|haz|envíe|envía|elija|elige|confirme|confirma|decir|escribir|responder|pulsar|confirmar|cancelar|pregunte|pregunta)"
    ),
    polite=r"(?:puedo|podemos) (?:ver|confirmarle|confirmarte) que|sin (?:ningún )?problema|no hay (?:ningún )?problema|no se preocupe|no te preocupes|cómo no|por qué no|de nada|nada más|no es molestia",
    joins=r"(?:y|pero|así que|entonces|porque)\s+(?:he|hemos|ya|su|tu|el|la|todo|está|te|le|lo|alguien|nuestro)\s",
)
