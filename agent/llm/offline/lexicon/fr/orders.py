"""French: what is said to order, and of orders."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping

from agent.llm.offline.acts import Kind

ORDER_WORD = r"(?:ma |mes |la |les |cette |toute |dernière )*commandes?"
_WILL = r"(?:je |j'|on |nous )?"

ORDERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORDER: (
        _WILL
        + "(?:voudrais|voudrait|voudrions|veux|veut|souhaite|souhaiterais|aimerais|aimerait|désire)(?: (?:commander|acheter|avoir|prendre))?",
        "j'aimerais(?: bien)?(?: (?:commander|acheter|avoir|prendre))?",
        "j'aurais (?:voulu|aimé|besoin)(?: (?:commander|acheter|avoir))?(?: de| d')?",
        _WILL
        + "(?:prends|prend|prendrai|prendrais|vais prendre|va prendre|commande|achète|vais commander|vais vouloir)",
        "(?:pouvez vous|pourriez vous|peux tu|tu peux) me (?:mettre|donner|préparer|garder|faire)",
        "(?:puis je|est ce que je peux|je peux|pourrais je|je pourrais) (?:avoir|commander|prendre)",
        "(?:donnez|mettez|donne|mets|servez|préparez|gardez|faites)(?: moi| nous)",
        "il (?:me|nous) (?:faut|faudrait)",
        "j'ai besoin (?:de|d')",
        "(?:passer )?(?:une )?commande(?:r)?(?: de| d')?",
        "nouvelle commande",
        "ce sera",
        "pour moi",
    ),
    Kind.ADD: (
        "(?:vous (?:pouvez|pourriez) |peux tu |pouvez vous |tu peux )?(?:r?ajoute[rsz]?)(?: (?:moi|y|aussi))?",
        "aussi",
        "en plus",
        "plus",
        "encore",
        "et aussi",
        "également",
        "mettez aussi",
    ),
    Kind.REMOVE: (
        "(?:enlève|enlevez|enlever|retire|retirez|retirer|supprime|supprimez|supprimer|ôtez|ôte)(?: moi)?",
        "(?:sans|moins) (?:le|la|les)",
        "plus de",
    ),
    Kind.ADDRESS: ("(?:change[rsz]?|modifie[rsz]?|corrige[rsz]?) (?:l'|mon |notre )?adresse(?: de livraison)?",),
    Kind.SET: (
        "(?:mettez|mets|faites|fais)(?: (?:en|moi|plutôt|finalement|m'en))*(?= .*\\d)",
        "(?:finalement|plutôt)(?= (?:\\d|un|deux|trois|quatre|cinq|six|demi))",
        "(?:changez|change|changer|modifiez|modifie|modifier|passez|passe|passer|mettre)(?: (?:la quantité|ça|le|la|les|ma commande))?(?: (?:à|en|pour))?",
        "je voulais dire",
        "au lieu de ça",
    ),
    Kind.REPLACE: (
        "(?:remplace[rsz]?|échange[rsz]?|change[rsz]?|troque[rsz]?)(?= .+ (?:par|pour|contre|avec) )(?: moi)?",
        "(?:au lieu|à la place) (?:de|du|des|d')(?: la| l')?",
    ),
    Kind.CANCEL: (
        "(?:veux |voudrais |peux |pouvez vous |peux tu )?annul(?:e|es|er|ez|ation|é|ée)(?: moi)?",
        "je ne veux plus (?:de )?" + ORDER_WORD,
        "(?:oubliez|oublie) " + ORDER_WORD,
        "(?:laissez|laisse) tomber " + ORDER_WORD,
        "stop",
    ),
    Kind.KEEP: (
        "(?:n'annule[rsz]? pas|ne pas annuler|pas annuler|annule[rsz]? pas)",
        "(?:garde[rsz]?|conserve[rsz]?) " + ORDER_WORD,
    ),
    Kind.CONFIRM: (
        "(?:je |je vous |vous pouvez |tu peux )?(?:confirme[rsz]?|valide[rsz]?|validé|confirmé|finalise[rsz]?)(?: (?:ça|le tout|tout|"
        + ORDER_WORD
        + "))?",
        "(?:passez|passer|passe|envoyez) (?:la |ma )commande",
    ),
    Kind.ORDERS: (
        "(?:mes|voir mes|toutes mes|mes anciennes|mes dernières|mes autres) commandes",
        "(?:qu'est ce que|qu'ai je|que) (?:j'ai )?(?:déjà )?commandé(?: avant| la dernière fois)?",
        "(?:j'ai|j'avais|ai je|je crois avoir|est ce que j'ai|avais je|avoir)(?: (?:déjà|une fois|bien|aussi))* (?:commandé|acheté|pris)",
        "historique(?: de mes commandes)?",
        "ma dernière commande",
        "(?:montrez|voir|montre)(?: moi)? (?:ma|mes) commandes?",
    ),
    Kind.TRACK: (
        "(?:je )?n'(?:est|ai)(?: toujours| encore)? (?:pas|rien)(?: encore| toujours)? (?:arrivée?s?|reçue?s?|livrée?s?)",
        "où (?:en )?(?:est|sont) (?:donc )?" + ORDER_WORD,
        "(?:le )?(?:suivi|statut|état)(?: de)?(?: " + ORDER_WORD + ")?",
        "(?:suivre|je suis) " + ORDER_WORD,
        "quand (?:est ce que |vais je )?(?:"
        + ORDER_WORD
        + " )?(?:arrive(?:ra)?(?: t elle)?|recevoir|sera livrée?|est livrée?|je reçois|est ce que ça arrive)(?: "
        + ORDER_WORD
        + ")?",
        ORDER_WORD + " (?:est elle|est) (?:prête|partie|expédiée|en route|livrée)",
        "où est (?:mon colis|ma livraison|mon livreur|le livreur)",
        "des nouvelles de " + ORDER_WORD,
    ),
    Kind.TOTAL: (
        "(?:quel est )?(?:le )?(?:total|montant)(?: de ma commande)?",
        "(?:ça|cela) (?:fait|fera|coûte|me fait)(?: ça| me fait)? combien(?: (?:en tout|au total))?",
        "combien (?:ça fait|je (?:vous )?dois|est ce que ça fait|ça me fait)(?: (?:en tout|au total))?",
        "(?:mon |le )?(?:panier|récapitulatif|récap)",
    ),
    Kind.AGAIN: (
        "(?:rétabli(?:r|s|ssez)|restaure[rz]?|réactive[rz]?) (?:ma|la|cette) commande",
        "(?:la |les )?mêmes? (?:commande|chose)(?: (?:que (?:la dernière fois|d'habitude)|encore|à nouveau|une fois))*",
        "(?:encore|à nouveau|de nouveau) (?:la même|pareil)(?: chose| commande)?",
        "pareil(?: que la dernière fois| encore)?",
        "comme d'habitude",
        "comme la dernière fois",
        "(?:refaites?|renouvele[rz]|répéte[rz]|recommander)(?: (?:la|ma|cette))*(?: (?:même|dernière))?(?: commande)?",
        "encore une fois",
        "une deuxième fois",
    ),
    Kind.FRESH: ("(?:une )?(?:nouvelle|autre|deuxième|seconde) commande", "commande séparée"),
    Kind.NOTIFY: (
        "(?:prévenez|préviens|avertissez|avertis|informez|informe|alertez|notifiez|écrivez|écris) moi(?: quand| lorsque| dès que)?",
        "(?:dites|dis)(?: le)? moi(?: quand| lorsque| dès que|(?= *$))",
        "(?:tenez|tiens) moi (?:au courant|informée?)",
        "faites (?:moi|le moi) (?:signe|savoir)",
        "me (?:prévenir|avertir|tenir (?:au courant|informée?)|dire quand)",
    ),
}
