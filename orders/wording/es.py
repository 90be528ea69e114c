"""Spanish."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

ES = {
    "ask": "¡Hola! Gracias por tu pedido en {shop}. Échale un vistazo antes de que lo preparemos:",
    "ask_name": "¡Hola, {name}! Gracias por tu pedido en {shop}. Échale un vistazo antes de que lo preparemos:",
    "ask_changed": "Tu pedido en {shop} ha cambiado. Así está ahora:",
    "remind": "Tu pedido en {shop} sigue esperando tu sí. Aquí lo tienes otra vez:",
    "remind_last": "Todavía no sabemos nada de ti, así que no estamos preparando nada de tu pedido en {shop}. Basta una palabra:",
    "hint_change": "Si algo debe ser distinto, escríbelo sin más: «solo 1», otro producto, otra dirección.",
    "q_restore": "No hemos tenido respuesta tuya, por eso el pedido {number} quedó cancelado. ¿Lo recupero?",
    "charge_delivery": "Envío: {amount}",
    "charge_fees": "Gastos e impuestos: {amount}",
    "charge_discount": "Descuento: -{amount}",
    "accepted_change": "Buenas noticias de la tienda: el pedido {number} está cambiado como querías. Así está ahora:",
    "accepted_words": "Buenas noticias de la tienda: lo que pedías para el pedido {number} está arreglado. Así está ahora:",
    "accepted_cancel": "La tienda está de acuerdo: el pedido {number} está cancelado.",
    "declined_change": "Lo siento, la tienda ya no puede cambiar el pedido {number}. Se queda como está.",
    "declined_cancel": "Lo siento, la tienda ya no puede cancelar el pedido {number}. Se queda como está.",
    "shop_says": "La tienda te escribe: {answer}",
    "q_confirm": "¿Está todo bien? Responde «sí» y confirmo el pedido.",
    "q_address": "Si quieres que te lo llevemos, mándame la dirección.",
    "choice_confirm": "Confirmar",
    "choice_change": "Cambiar",
    "choice_cancel": "Cancelar pedido",
    "open_order": "Pedido {number}:",
    "total": "Total: {total}",
    "address": "Entrega en: {address}",
    "notes": "Nota: {notes}",
    "unit_piece": "unidad", "unit_kg": "kg", "unit_g": "g", "unit_l": "l", "unit_ml": "ml", "unit_pack": "paquete", "unit_box": "caja", "unit_bottle": "botella",
}  # fmt: skip
