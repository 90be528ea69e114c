"""French."""
# A pattern on one line reads better than a wrapped one.
# ruff: noqa: E501

from agent.claims.base import Claims

_GAP = r"[^.!?]{0,30}?"
_IS = r"\b(?:est|sont|été|était|étaient|reste|voilà|déjà|désormais)\b"
_SOON = r"(?: (?:bien|déjà|donc|aussi|vous|te|tout|le|la|les|l'|juste|immédiatement|également))*"
_WE = rf"(?:\bj'ai|\bje (?:l'|les |vous l'|vous les |vous |te |t')ai|\bnous (?:l'|les |vous )?ave?ons|\bnous avons|\bon (?:l'|les |vous )?a){_SOON} ?"
_CAME = r"\b(?:viens|venons|vient) (?:tout juste )?(?:de |d')(?:vous |la |le |l'|les )?"
_ALONE = r"^\W*(?:(?:c'est fait|d'accord|ok|parfait|très bien|voilà|oui|super|et)\W+)*(?:(?:votre |ta |la )?commande )?(?:(?:n° ?|numéro )?ORD[-\d ]+ )?(?:bien |désormais |déjà )*"
_TEAM = (
    r"(?:quelqu'un|une personne|un (?:collègue|conseiller|responsable|humain|membre)|une collègue|(?:l'|notre |mon |ma |la |le |nos )"
    r"(?:équipe|boutique|magasin|responsable|patron|patronne|collègues?|gérant|gérante|service client))"
)
_ANSWER = r"(?:répondr|contacter|écrir|appeler|rappeler|recontacter|revenir vers|reviendr|s'occuper|prendr|joindr)"
_BACK = r"(?:de retour|en stock|disponibles?|de nouveau|à nouveau|arriv\w+|réapprovisionn\w+|en aur\w+|revien\w+|reçu|rentr\w+)"


def _acted(participles: str, infinitive: str) -> list[str]:
    return [
        rf"{_IS}{_GAP}\b(?:{participles})\b",
        rf"{_WE}(?:{participles})\b",
        rf"{_CAME}(?:{infinitive})\b",
        rf"{_ALONE}(?:{participles})\b(?! (?:par|avant|chaque))",
    ]


FR = Claims(
    done={
        "cancelled": _acted("annulée?s?", "annuler"),
        "confirmed": _acted("confirmée?s?|validée?s?", "confirmer|valider"),
        "created": [
            rf"\bcommande\b{_GAP}\b(?:est|a(?: bien)? été)\b[^.!?]{{0,15}}?\b(?:créée|enregistrée|passée|prise|notée|reçue|faite|effectuée)\b",
            rf"{_WE}(?:créée?|enregistrée?|passée?|prise?|notée?|reçue?|fait|effectuée?)\b{_GAP}\bcommande\b",
            rf"{_CAME}(?:créer|enregistrer|passer|prendre|noter)\b{_GAP}\bcommande\b",
            r"^\W*(?:votre |la )?(?:nouvelle )?commande (?:créée|enregistrée|passée|prise|notée)\b",
            r"\bc'est commandé\b",
        ],
        "changed": [
            rf"{_WE}(?:ajoutée?s?|retirée?s?|enlevée?s?|modifiée?s?|changée?s?|remplacée?s?|mise? à jour|supprimée?s?|corrigée?s?|mis|passée? (?:à|la quantité))\b"
            r"(?! nos (?:prix|horaires))",
            rf"{_CAME}(?:ajouter|retirer|enlever|modifier|changer|remplacer|mettre à jour|supprimer|corriger)\b",
            rf"\b(?:commande|adresse|quantité|note|article|produit|ligne|livraison)\b{_GAP}\b(?:est|a(?: bien)? été|sont|ont été)\b[^.!?]{{0,15}}?\b(?:modifiée?s?|mise? à jour|changée?s?|ajoutée?s?|retirée?s?|remplacée?s?|corrigée?s?|supprimée?s?)\b",
            r"^\W*(?:(?:c'est fait|d'accord|ok|parfait|très bien|voilà)\W+)*(?:ajouté|modifié|retiré|remplacé|c'est (?:ajouté|modifié|changé|retiré|remplacé|corrigé))e?s?\b(?=\W*$| (?:à|de|dans|votre|la|le)\b)",
        ],
        "asked": [
            rf"{_WE}(?:posé la question|demandé|vérifié)\b[^.!?]{{0,12}}?\b(?:à|au|auprès|avec)\b[^.!?]{{0,15}}?\b(?:boutique|magasin|équipe|responsable|patron|cuisine|entrepôt|collègues?)\b",
        ],
        "restored": _acted("rétablie?s?|réactivée?s?|restaurée?s?|remise? en place", "rétablir|réactiver|restaurer"),
        "paid": [
            rf"\b(?:paiement|virement|règlement|argent)\b{_GAP}\b(?:est arrivé|est passé|arrivé|reçu|accepté|validé|confirmé|effectué|réussi|encaissé|bien passé)\b",
            rf"{_WE}(?:reçu|encaissé|débité)\b[^.!?]{{0,15}}?\b(?:paiement|virement|règlement|argent|carte)\b",
            rf"(?<!pour la )\b(?:commande|facture|tout|elle)\b{_GAP}\b(?:est|a(?: bien)? été)\b[^.!?]{{0,12}}?\b(?:payée?|réglée?)\b(?! (?:à la livraison|par|en|à la réception|lors))",
            r"\bvous (?:l')?avez (?:déjà |bien )?(?:payé|réglé)\b",
            r"^\W*(?:payé|réglé)e?\W*$",
        ],
        "refunded": [
            *_acted("remboursée?s?", "rembourser"),
            rf"\bremboursement\b{_GAP}\b(?:est|a(?: bien)? été)\b[^.!?]{{0,15}}?\b(?:effectué|émis|envoyé|fait|traité|lancé|parti|en cours|validé)\b",
            rf"{_WE}(?:effectué|émis|envoyé|fait|traité|lancé|procédé au)\b{_GAP}\bremboursement\b",
        ],
        "shipped": [
            rf"(?<!pour votre )(?<!pour la )\b(?:commande|colis|paquet|elle|il|tout)\b{_GAP}\b(?:est|a(?: bien)? été|vient d'être)\b{_GAP}\b(?:expédiée?s?|envoyée?s?|partie?s?|postée?s?|remise? au (?:transporteur|livreur)|en route|en chemin|en cours de livraison|en transit)\b",
            rf"{_WE}(?:expédiée?|envoyée?|postée?)\b[^.!?]{{0,10}}?\b(?:commande|colis|paquet)\b",
            rf"{_CAME}(?:expédier|envoyer)\b[^.!?]{{0,10}}?\b(?:commande|colis|paquet)\b",
            r"\b(?:le |notre |votre )(?:livreur|transporteur|coursier)\b[^.!?]{0,20}?\b(?:est en route|est parti|est en chemin|a récupéré)\b",
            r"^\W*(?:commande|colis) (?:expédiée?|envoyée?)\b",
        ],
        "delivered": [
            rf"\b(?:commande|colis|paquet|elle|tout)\b{_GAP}\b(?:est|a(?: bien)? été)\b[^.!?]{{0,12}}?\b(?:livrée?s?|arrivée?s?|remise? (?:à|au|en main))\b(?! au (?:transporteur|livreur))",
            r"\b(?:livreur|coursier)\b[^.!?]{0,20}?\ba (?:livré|déposé|remis)\b",
        ],
        "called": [
            rf"{_WE}(?:appelée?|prévenue?|informée?|alertée?|contactée?|averti|transmise?|transférée?|fait suivre|signalée?|passée?)\b[^.!?]{{0,30}}?\b(?:{_TEAM}|aux équipes)",
            rf"{_WE}(?:transmis|fait suivre|transféré) (?:votre|ta|la|le|cela|ça)\b",
            rf"\b(?:{_TEAM})\b[^.!?]{{0,15}}?\b(?:est|a été|sont|ont été) (?:bien )?(?:prévenue?s?|informée?s?|appelée?s?|avertie?s?|alertée?s?)\b",
        ],
        "waiting": [
            rf"{_WE}(?:inscrite?|ajoutée?|mise?)\b{_GAP}\bliste d'attente",
            r"\bvous êtes (?:bien |désormais |maintenant )?(?:inscrite? )?sur (?:la |notre )?liste d'attente",
            r"\bc'est noté\b[^.!?]{0,20}?\b(?:prévien\w*|préviendr\w*|avertir\w*)",
        ],
        "photo": [
            rf"{_WE}(?:envoyée?s?|joint\w*|partagée?s?|mise?s?)\b{_GAP}\b(?:photos?|images?)\b",
            r"\b(?:voici|voilà|ci-joint) (?:une |la |les |des |deux |quelques |sa |ses |nos )*(?:photos?|images?)\b",
            r"\b(?:photos?|images?)\b[^.!?]{0,15}?\b(?:est|sont|a été|ont été) (?:jointes?|envoyées?|ci-dessous|ci-dessus|en pièce jointe)\b",
        ],
        "mailed": [
            rf"{_WE}(?:envoyée?|adressée?|transmise?)\b[^.!?]{{0,25}}?\b(?:e-?mail|mail|courriel|sms|facture|reçu)\b",
            r"\b(?:e-?mail|courriel|sms|facture)\b[^.!?]{0,20}?\b(?:a été|est|a bien été) (?:envoyée?|partie?)\b",
        ],
        "link": [rf"{_WE}(?:envoyée?|partagée?)\b{_GAP}\blien\b", r"\bvoici (?:le|votre|un) lien\b"],
    },
    promised={
        "called": [
            rf"\b{_TEAM}[^.!?]{{0,25}}?\b(?:vous |te |va vous |va te |vont vous )?(?:re)?{_ANSWER}(?:a|ont|ra|ront|er|re|ir)?\b",
            rf"\b{_TEAM} (?:va|vont) (?:vous |te )?(?:re)?(?:répondre|contacter|écrire|appeler|revenir|prendre)",
            r"\bvous (?:serez|allez être) (?:re)?contactée?\b|\bon (?:vous|te) (?:répondra|rappellera|recontactera|contactera|écrira)\b",
            rf"\bje (?:vais (?:demander|prévenir|informer|en parler)|demanderai|préviens|préviendrai|transmets)\b[^.!?]{{0,20}}?\b{_TEAM}",
        ],
        "waiting": [
            rf"\b(?:je|nous|on) (?:vous |te )(?:préviendr\w+|prévien\w+|écrir\w+|avertir\w+|informer\w+|tiendr\w+|dirai)\b[^.!?]{{0,15}}?\b(?:dès que|dès qu'|quand|lorsque|lorsqu'|aussitôt)[^.!?]{{0,50}}?\b{_BACK}",
            rf"\b(?:dès que|dès qu'|quand|lorsque|dès)[^.!?]{{0,50}}?\b{_BACK}[^.!?]{{0,15}}?\b(?:je|nous|on) (?:vous |te )(?:préviendr\w+|prévien\w+|écrir\w+|avertir\w+|informer\w+)\b",
        ],
    },
    hedges=(
        r"si|s'il|s'ils|s'elle|ne|n'\w*|pas|plus(?= été| encore)|aucune?|jamais|rien|personne|ni|non|sans|avant|peut|peux|peuvent|pouvez|pouvons|"
        r"pourr\w+|pourrait|voulez|veux|voudr\w+|souhaite\w*|désire\w*|veuillez|faut|doit|doivent|devez|devr\w+|préfér\w+|aimeriez|est-ce que|"
        r"vous (?:dites|disiez|avez (?:dit|écrit|demandé|mentionné|indiqué)|m'avez (?:dit|écrit|demandé)|pensez|pensiez|croyez)|je comprends que|"
        r"désolée? d'apprendre|les commandes|toute commande|toutes les|tous les|chaque|une commande|les paiements|les colis|généralement|"
        r"habituellement|d'habitude|normalement|toujours|souvent|en général|seulement|uniquement|quand|lorsqu\w*|dès qu\w*|une fois|après|"
        r"afin|pour que|jusqu'à|peut-être|sans doute|probablement|espère|comment|où|quel\w*|reste à|reste encore|en attente|prête? à|à condition|"
        r"combien|pourquoi|imaginez|supposons|exemple"
    ),
    denials=r"ne|n'|pas|jamais|aucune?",
    future=r"sera|seront|serait|va|vais|allons|vont|être|aura|aurait|serons",
    unless=r"si|s'il|dès qu\w*|quand|lorsqu\w*|une fois|après|sauf|seulement|à condition|sous \d+|chaque|tous les|par téléphone",
    invites=r"dites-moi|dis-moi|n'hésitez pas|faites-moi|écrivez-moi|si besoin|si vous avez|prévenez-moi",
    opens=r"si|s'il|s'ils|quand|lorsqu\w*|lorsque|une fois|dès qu\w*|dès que|après|avant|à moins|tant que|au cas où|jusqu'à",
    begs=(
        r"(?:(?:il suffit de|vous pouvez|merci de|veuillez|n'hésitez pas à|pour)\s+)*(?:dites|écrivez|répondez|appuyez|cliquez|tapez|envoyez|choisissez|"
        r"confirmez|demandez|dis|écris|réponds|dire|écrire|répondre|appuyer|cliquer|confirmer|annuler|modifier)(?:-\w+)*"
    ),
    polite=r"(?:je peux|nous pouvons) (?:voir|vous confirmer) que|pas de (?:souci|soucis|problème)|aucun (?:souci|problème)|sans (?:souci|problème)|s'il vous pla[iî]t|s'il te pla[iî]t|ne vous inquiétez pas|"
    r"pas d'inquiétude|bien sûr que non|si si|pourquoi pas",
    joins=r"(?:et|mais|donc|alors|car)\s+(?:j'|je|nous|on|votre|la|le|tout|c'est|elle|il|quelqu'un|notre)",
)
