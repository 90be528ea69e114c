"""French."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

FR = {
    "ask": "Bonjour ! Merci pour votre commande chez {shop}. Jetez-y un coup d'œil avant que nous la préparions :",
    "ask_name": "Bonjour {name} ! Merci pour votre commande chez {shop}. Jetez-y un coup d'œil avant que nous la préparions :",
    "ask_changed": "Votre commande chez {shop} a changé. Voici où elle en est :",
    "remind": "Votre commande chez {shop} attend toujours votre accord. La voici encore une fois :",
    "remind_last": "Nous n'avons pas encore de réponse de votre part ; rien de votre commande chez {shop} n'est donc en préparation. Un mot suffit :",
    "hint_change": "Si quelque chose doit changer, écrivez-le simplement : « je veux seulement 1 », un autre produit, une autre adresse.",
    "q_restore": "Nous n'avons pas eu de réponse de votre part, la commande {number} a donc été annulée. Voulez-vous que je la rétablisse ?",
    "charge_delivery": "Frais de livraison : {amount}",
    "charge_fees": "Frais et taxes : {amount}",
    "charge_discount": "Remise : -{amount}",
    "accepted_change": "Bonne nouvelle de la boutique : la commande {number} est modifiée comme vous le souhaitiez. Voici où elle en est :",
    "accepted_words": "Bonne nouvelle de la boutique : votre souhait pour la commande {number} est réglé. Voici où elle en est :",
    "accepted_cancel": "La boutique est d'accord : la commande {number} est annulée.",
    "declined_change": "Désolé, la boutique ne peut plus modifier la commande {number}. Elle reste telle quelle.",
    "declined_cancel": "Désolé, la boutique ne peut plus annuler la commande {number}. Elle reste telle quelle.",
    "shop_says": "La boutique vous écrit : {answer}",
    "q_confirm": "Est-ce que tout est juste ? Répondez « oui » et je confirme la commande.",
    "q_address": "Pour une livraison, envoyez-moi simplement l'adresse.",
    "choice_confirm": "Confirmer",
    "choice_change": "Modifier",
    "choice_cancel": "Annuler la commande",
    "open_order": "Commande {number} :",
    "total": "Total : {total}",
    "address": "Livraison : {address}",
    "notes": "Note : {notes}",
    "unit_piece": "pièce", "unit_kg": "kg", "unit_g": "g", "unit_l": "l", "unit_ml": "ml", "unit_pack": "paquet", "unit_box": "boîte", "unit_bottle": "bouteille",
}  # fmt: skip
