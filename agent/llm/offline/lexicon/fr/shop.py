"""French: what is asked about the shop and what it sells."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping

from agent.llm.offline.acts import Kind

SHOP: Mapping[Kind, tuple[str, ...]] = {
    Kind.CATALOGUE: (
        "(?:qu'est ce que|que|quoi) (?:vous|tu) (?:avez|as|vendez|vends|proposez|faites)(?: (?:à vendre|comme produits|de bon|aujourd'hui|en magasin|au menu|à me proposer))*",
        "(?:que|quoi) (?:vendez|avez|proposez|faites) vous(?: (?:à vendre|comme produits|aujourd'hui|de bon))*",
        "vous (?:avez|vendez|proposez) quoi(?: de bon| aujourd'hui)?",
        "qu'avez vous(?: (?:à vendre|aujourd'hui|à proposer|comme produits))*",
        "(?:votre |la |le |vos |les |voir )*(?:carte|menu|catalogue|liste des produits|produits|tarifs|liste des prix|prix)$",
        "(?:montrez|envoyez|donnez|montre) (?:moi )?(?:la |le |votre |vos )?(?:carte|menu|catalogue|liste|produits|tarifs)",
        "liste (?:des|de vos) (?:produits|prix)",
        "quels (?:sont vos )?produits(?: avez vous| vendez vous| vous avez)?",
        "(?:la |votre )?carte",
        "(?:le |votre )?(?:menu|catalogue)",
        "qu'est ce qu'il y a(?: aujourd'hui| à la carte)?",
        "tout ce que vous avez",
        "quels sont vos (?:prix|tarifs)",
        "vos (?:produits|tarifs|prix)",
    ),
    Kind.ASK: (
        "combien (?:ça )?(?:coûtent?|vaut|valent|est|sont|coûte t il|coûtent ils)",
        "(?:c'est |ça fait )?combien(?: pour| le| la| les| coûte)?",
        "(?:à )?(?:quel|quels) (?:est |sont )?(?:le |les )?(?:prix|tarifs?)(?: (?:du|de la|des|de|d'))?",
        "(?:le |les )?prix (?:du|de la|des|de|d')",
        "avez vous(?: encore)?",
        "vous avez(?: encore)?",
        "tu as",
        "auriez vous",
        "est ce que vous (?:avez|vendez|faites)",
        "(?:vous )?(?:vendez|faites)(?: vous)?",
        "y a t il",
        "est ce qu'il y a",
        "il (?:y a|vous reste|reste)(?: encore)?(?: t il)?",
        "reste t il",
        "parlez moi (?:du|de la|des|de|d')",
        "parle moi (?:du|de la|des|de)",
        "dites m'en plus sur",
        "dites moi",
        "(?:plus d'|des )?(?:infos?|informations?|détails?|renseignements?) sur",
        "décrivez(?: moi)?",
        "c'est quoi",
        "qu'est ce que(?: c'est)?(?: que)?",
        "(?:que |qu'est ce que vous )?(?:me )?(?:conseillez|recommandez|conseilles|recommandes)(?: vous)?(?: moi)?",
        "je cherche",
        "on cherche",
        "que pensez vous (?:du|de la|des|de)",
        "(?:est ce que )?(?:le|la|les|votre|vos|l')(?= .+ (?:est|sont|contient|contiennent) )",
        "quels?",
        "quelles?",
        "quoi",
        "et (?:le|la|les|pour)(?= )",
    ),
    Kind.PHOTO: (
        "(?:(?:envoyez|envoie|montrez|montre)(?: moi| nous)? (?:une |la |les |des )?)?(?:photo|image)s?(?: (?:de la|du|des|de|d))?",
    ),
    Kind.HOURS: (
        "(?:vos |les |quels sont vos )?(?:horaires?|heures)(?: d'ouverture)?",
        "(?:quand|à quelle heure|jusqu'à quelle heure) (?:est ce que )?(?:vous )?(?:ouvre[sz]?|ferme[sz]?|êtes vous ouverts?|êtes ouverts?)(?: vous)?",
        "(?:vous êtes|êtes vous) (?:ouverts?|fermés?)(?: (?:aujourd'hui|demain|le \\w+))?",
    ),
    Kind.PLACE: (
        "où (?:êtes vous|se trouve (?:la|votre) (?:boutique|boulangerie))(?: situés?)?",
        "(?:votre|vos) (?:adresse|téléphone|numéro)",
    ),
    Kind.PAY: (
        "(?:(?:je|on) (?:peux|peut) |puis je |peut on |est ce que je peux |c'est possible de |possible de |je (?:veux|voudrais|souhaite|préfère) )?(?:payer|régler|paiement)(?: (?:la|ma) commande)? (?:par|avec (?:une|ma|la)|en) (?:carte(?: (?:bancaire|bleue|de crédit))?|cb|ligne)",
        "(?:(?:pouvez vous |vous pouvez |peux tu )?(?:m'envoyer|envoyez|envoie|envoyer|donnez|donner) (?:moi )?)?(?:un |le )?lien (?:de |pour (?:le |la )?)(?:paiement|payer|régler)(?: par carte)?",
        "(?:est ce que )?(?:vous )?(?:acceptez|prenez)(?: vous)? (?:la |les |des )?(?:cartes?(?: (?:bancaires?|bleues?|de crédit))?|cb)",
        "carte (?:bancaire|bleue|de crédit)",
    ),
    Kind.DELIVERY: (
        "(?:est ce que )?(?:vous livrez|livrez vous)(?: (?:à|a|en|au|dans|chez))?",
        "(?:combien coûte |quel est |quels sont )?(?:le |la |les |vos )?(?:frais|prix|coût|zones?) de (?:la )?livraison(?: (?:à|pour|vers))?",
        "(?:combien (?:coûte|pour) )la livraison(?: (?:à|pour|vers))?",
        "faites vous (?:des |la )?livraisons?(?: (?:à|en|dans))?",
        "où livrez vous",
        "commande minimum",
    ),
    Kind.SHOP: (
        "(?:frais|délais?|prix|coût|zone) de livraison",
        "comment (?:payer|on paie|je paie|puis je payer)",
        "(?:moyens? de )?paiement",
        "carte (?:bancaire|bleue|de crédit)",
        "(?:vous acceptez|acceptez vous)",
        "allerg\\w+",
        "enceinte",
    ),
}
