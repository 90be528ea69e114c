"""French."""

from agent.llm.offline.acts import Kind
from agent.llm.offline.lexicon.base import Lexicon

_ORDER = r"(?:ma |mes |la |les |cette |toute |dernière )*commandes?"
_WILL = r"(?:je |j'|on |nous )?"

FR = Lexicon(
    language="fr",
    marks=(
        "je j'ai j'aimerais j'aurais vous avez voudrais veux le la les des du une un et est avec pour bonjour bonsoir salut merci oui "
        "non s'il svp stp plaît c'est combien quel quelle quels quelles quoi où ma mon mes commande commander ajoutez ajouter ajoute "
        "enlevez enlève retirez annuler annulez annule livraison livrer livrez adresse aussi encore demi moi nous votre vos sans "
        "dans au aux sur pas ne que qu'est qui deux trois quatre cinq prix peux peut puis-je d'accord prends prendre donnez enfants bonne"
    ),
    numbers={
        "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9",
        "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15", "seize": "16", "vingt": "20",
        "trente": "30", "quarante": "40", "cinquante": "50", "cent": "100", "demi": "0.5", "demie": "0.5", "moitié": "0.5", "quart": "0.25", "quarts": "0.25",
    },
    tens="vingt trente quarante cinquante",
    units={
        "kg": "kg kgs kilo kilos kilogramme kilogrammes", "g": "g gr gramme grammes", "l": "l litre litres", "ml": "ml",
        "piece": "pièce pièces unité unités pcs", "pack": "paquet paquets sachet sachets sac sacs", "box": "boîte boîtes coffret coffrets carton cartons",
        "bottle": "bouteille bouteilles", "dozen": "douzaine douzaines",
    },
    and_half=("et demi", "et demie", "et demis", "1 2"),
    conjunctions="et plus & + puis ainsi",
    fillers=(
        "le la les l' un une des du de d' au aux à en et ou je j'aimerais j'aurais nous on voudrais voudrait veux veut aimerais prends prendre prendrai "
        "avoir commander acheter commande pour avec aussi encore autre autres même votre vos mon ma mes ce cet cette ces moi "
        "donc alors juste seulement peut être plutôt finalement quelque chose quelques il y elle elles ils est sont c'est bon bonne bons bonnes bien très "
        "que qui quoi quel quelle quels quelles qu'est qu'il ce vous avez sur chez dans me m' s'il si euh ben bah ok attendez fait faites faire mettez mets "
        "s'appelle peux peut puis pourrais pouvez serait sera chacun chacune jolis jolies déjà fois une autre sorte genre fois jamais nouveau montrez montre voir"
    ),
    polite="svp stp s'il plaît plait merci vous te bonjour bonsoir salut monsieur madame",
    acts={
        Kind.GREET: ("bonjour", "bonsoir", "salut", "coucou", "hello", "bjr", "bsr", "re", "hey", "enchanté"),
        Kind.THANK: ("merci(?: beaucoup| bien| infiniment| à vous| d'avance)*", "mille mercis", "super merci"),
        Kind.LEAVE: ("au revoir", "à (?:bientôt|plus|demain|tout à l'heure|plus tard)", "bonne (?:journée|soirée|nuit|fin de journée)", "bon week ?end", "ciao", "bye", "adieu"),
        Kind.YES: (
            "oui+", "ouais?", "ouep", "bien sûr", "d'accord", "dac", "ok", "okay", "parfait", "c'est (?:bon|parfait|ça|exact|correct|ok|bien|tout)", "exactement", "tout à fait", "exact", "correct", "très bien", "super", "nickel",
            "volontiers", "avec plaisir", "allez y", "vas y", "ça marche", "ça me va", "entendu", "impeccable", "carrément",
        ),
        Kind.NO: ("non+", "nan", "non merci", "pas (?:maintenant|encore|besoin|vraiment|du tout)", "surtout pas", "laissez tomber", "laisse tomber"),
        Kind.HELP: ("aide", "aidez moi", "(?:à )?l'aide", "(?:que|qu'est ce que) (?:tu peux|vous pouvez|peux tu|pouvez vous|vous savez|tu sais|savez vous)(?: faire)?", "comment (?:ça marche|commander|faire|on commande|passer commande)(?: une commande)?", "besoin d'aide"),
        Kind.WHO: ("qui (?:es tu|êtes vous|est ce)", "(?:tu es|vous êtes|êtes vous|es tu|c'est|je parle à)(?: bien)? (?:un |une |à un |à une )?(?:robot|bot|machine|humain|personne|vraie personne|ia|ordinateur)", "comment (?:tu t'appelles|vous appelez vous|t'appelles tu)", "un robot"),
        Kind.CATALOGUE: (
            "(?:qu'est ce que|que|quoi) (?:vous|tu) (?:avez|as|vendez|vends|proposez|faites)(?: (?:à vendre|comme produits|de bon|aujourd'hui|en magasin|au menu|à me proposer))*", "(?:que|quoi) (?:vendez|avez|proposez|faites) vous(?: (?:à vendre|comme produits|aujourd'hui|de bon))*", "vous (?:avez|vendez|proposez) quoi(?: de bon| aujourd'hui)?",
            "qu'avez vous(?: (?:à vendre|aujourd'hui|à proposer|comme produits))*", "(?:votre |la |le |vos |les |voir )*(?:carte|menu|catalogue|liste des produits|produits|tarifs|liste des prix|prix)$", "(?:montrez|envoyez|donnez|montre) (?:moi )?(?:la |le |votre |vos )?(?:carte|menu|catalogue|liste|produits|tarifs)",
            "liste (?:des|de vos) (?:produits|prix)", "quels (?:sont vos )?produits(?: avez vous| vendez vous| vous avez)?", "(?:la |votre )?carte", "(?:le |votre )?(?:menu|catalogue)", "qu'est ce qu'il y a(?: aujourd'hui| à la carte)?", "tout ce que vous avez", "quels sont vos (?:prix|tarifs)", "vos (?:produits|tarifs|prix)",
        ),
        Kind.ASK: (
            "combien (?:ça )?(?:coûtent?|vaut|valent|est|sont|coûte t il|coûtent ils)", "(?:c'est |ça fait )?combien(?: pour| le| la| les| coûte)?", "(?:à )?(?:quel|quels) (?:est |sont )?(?:le |les )?(?:prix|tarifs?)(?: (?:du|de la|des|de|d'))?", "(?:le |les )?prix (?:du|de la|des|de|d')", "avez vous(?: encore)?", "vous avez(?: encore)?", "tu as", "auriez vous", "est ce que vous (?:avez|vendez|faites)", "(?:vous )?(?:vendez|faites)(?: vous)?",
            "y a t il", "est ce qu'il y a", "il (?:y a|vous reste|reste)(?: encore)?(?: t il)?", "reste t il", "parlez moi (?:du|de la|des|de|d')", "parle moi (?:du|de la|des|de)", "dites m'en plus sur", "dites moi", "(?:plus d'|des )?(?:infos?|informations?|détails?|renseignements?) sur", "décrivez(?: moi)?", "c'est quoi", "qu'est ce que(?: c'est)?(?: que)?",
            "(?:que |qu'est ce que vous )?(?:me )?(?:conseillez|recommandez|conseilles|recommandes)(?: vous)?(?: moi)?", "je cherche", "on cherche", "que pensez vous (?:du|de la|des|de)", "(?:est ce que )?(?:le|la|les|votre|vos|l')(?= .+ (?:est|sont|contient|contiennent) )", "quels?", "quelles?", "quoi", "et (?:le|la|les|pour)(?= )",
        ),
        Kind.ORDER: (
            _WILL + "(?:voudrais|voudrait|voudrions|veux|veut|souhaite|souhaiterais|aimerais|aimerait|désire)(?: (?:commander|acheter|avoir|prendre))?", "j'aimerais(?: bien)?(?: (?:commander|acheter|avoir|prendre))?", "j'aurais (?:voulu|aimé|besoin)(?: (?:commander|acheter|avoir))?(?: de| d')?", _WILL + "(?:prends|prend|prendrai|prendrais|vais prendre|va prendre|commande|achète|vais commander|vais vouloir)",
            "(?:pouvez vous|pourriez vous|peux tu|tu peux) me (?:mettre|donner|préparer|garder|faire)", "(?:puis je|est ce que je peux|je peux|pourrais je|je pourrais) (?:avoir|commander|prendre)", "(?:donnez|mettez|donne|mets|servez|préparez|gardez|faites)(?: moi| nous)", "il (?:me|nous) (?:faut|faudrait)", "j'ai besoin (?:de|d')", "(?:passer )?(?:une )?commande(?:r)?(?: de| d')?", "nouvelle commande", "ce sera", "pour moi",
        ),
        Kind.ADD: ("(?:vous (?:pouvez|pourriez) |peux tu |pouvez vous |tu peux )?(?:r?ajoute[rsz]?)(?: (?:moi|y|aussi))?", "aussi", "en plus", "plus", "encore", "et aussi", "également", "mettez aussi"),
        Kind.REMOVE: ("(?:enlève|enlevez|enlever|retire|retirez|retirer|supprime|supprimez|supprimer|ôtez|ôte)(?: moi)?", "(?:sans|moins) (?:le|la|les)", "plus de"),
        Kind.SET: ("(?:mettez|mets|faites|fais)(?: (?:en|moi|plutôt|finalement|m'en))*(?= .*\\d)", "(?:finalement|plutôt)(?= (?:\\d|un|deux|trois|quatre|cinq|six|demi))", "(?:changez|change|changer|modifiez|modifie|modifier|passez|passe|passer|mettre)(?: (?:la quantité|ça|le|la|les|ma commande))?(?: (?:à|en|pour))?", "je voulais dire", "au lieu de ça"),
        Kind.REPLACE: ("(?:remplace[rsz]?|échange[rsz]?|change[rsz]?|troque[rsz]?)(?= .+ (?:par|pour|contre|avec) )(?: moi)?", "(?:au lieu|à la place) (?:de|du|des|d')(?: la| l')?"),
        Kind.CANCEL: ("(?:veux |voudrais |peux |pouvez vous |peux tu )?annul(?:e|es|er|ez|ation|é|ée)(?: moi)?", "je ne veux plus (?:de )?" + _ORDER, "(?:oubliez|oublie) " + _ORDER, "(?:laissez|laisse) tomber " + _ORDER, "stop"),
        Kind.KEEP: ("(?:n'annule[rsz]? pas|ne pas annuler|pas annuler|annule[rsz]? pas)", "(?:garde[rsz]?|conserve[rsz]?) " + _ORDER),
        Kind.CONFIRM: ("(?:je |je vous |vous pouvez |tu peux )?(?:confirme[rsz]?|valide[rsz]?|validé|confirmé|finalise[rsz]?)(?: (?:ça|le tout|tout|" + _ORDER + "))?", "(?:passez|passer|passe|envoyez) (?:la |ma )commande"),
        Kind.ORDERS: ("(?:mes|voir mes|toutes mes|mes anciennes|mes dernières|mes autres) commandes", "(?:qu'est ce que|qu'ai je|que) (?:j'ai )?(?:déjà )?commandé(?: avant| la dernière fois)?", "(?:j'ai|j'avais|ai je|je crois avoir|est ce que j'ai|avais je|avoir)(?: (?:déjà|une fois|bien|aussi))* (?:commandé|acheté|pris)", "historique(?: de mes commandes)?", "ma dernière commande", "(?:montrez|voir|montre)(?: moi)? (?:ma|mes) commandes?"),
        Kind.TRACK: (
            "où (?:en )?(?:est|sont) (?:donc )?" + _ORDER, "(?:le )?(?:suivi|statut|état)(?: de)?(?: " + _ORDER + ")?", "(?:suivre|je suis) " + _ORDER, "quand (?:est ce que |vais je )?(?:" + _ORDER + " )?(?:arrive(?:ra)?(?: t elle)?|recevoir|sera livrée?|est livrée?|je reçois|est ce que ça arrive)(?: " + _ORDER + ")?",
            _ORDER + " (?:est elle|est) (?:prête|partie|expédiée|en route|livrée)", "où est (?:mon colis|ma livraison|mon livreur|le livreur)", "des nouvelles de " + _ORDER,
        ),
        Kind.TOTAL: ("(?:quel est )?(?:le )?(?:total|montant)(?: de ma commande)?", "(?:ça|cela) (?:fait|fera|coûte|me fait)(?: ça| me fait)? combien(?: (?:en tout|au total))?", "combien (?:ça fait|je (?:vous )?dois|est ce que ça fait|ça me fait)(?: (?:en tout|au total))?", "(?:mon |le )?(?:panier|récapitulatif|récap)"),
        Kind.AGAIN: ("(?:la |les )?mêmes? (?:commande|chose)(?: (?:que (?:la dernière fois|d'habitude)|encore|à nouveau|une fois))*", "(?:encore|à nouveau|de nouveau) (?:la même|pareil)(?: chose| commande)?", "pareil(?: que la dernière fois| encore)?", "comme d'habitude", "comme la dernière fois", "(?:refaites?|renouvele[rz]|répéte[rz]|recommander)(?: (?:la|ma|cette))*(?: (?:même|dernière))?(?: commande)?", "encore une fois", "une deuxième fois"),
        Kind.PERSON: (
            "(?<!par )(?<!pour )(?<!chaque )(?:(?:parler|discuter|parle|passez moi|mettez moi en (?:contact|relation)|transférez moi|joindre) (?:à|avec|au)? ?)?(?<!pour )(?:un |une |le |la |votre |quelqu'un d')?(?:vrai |vraie )?(?:humaine?|personne(?: réelle| humaine)?|conseill(?:er|ère)|vendeu(?:r|se)|responsable|patronne?|employée?|gérante?|agent|opérateur)", "parler (?:à|avec) quelqu'un", "service client", "(?:rappelez|appelez) moi", "quelqu'un (?:de réel|peut m'aider)",
        ),
        Kind.COMPLAIN: ("plainte", "réclamation", "me plaindre", "(?:horrible|dégoûtant|immangeable|inadmissible|scandaleux|avarié|périmée?s?|moisie?s?|pourrie?s?)", "rembours\\w+", "(?:est|était|sont|étaient) (?:arrivée?s? )?(?:cassée?s?|abîmée?s?|froide?s?|mauvaise?s?|manquante?s?)", "jamais (?:arrivée?|reçue?|livrée?)", "intoxication", "arnaque"),
        Kind.HAGGLE: ("remise", "réduction", "rabais", "promo(?:tion)?s?", "gratuit(?:e|ement)?s?", "gratos", "moins cher", "code promo", "ignore[rsz]? (?:toutes )?(?:tes|les|vos) (?:instructions|consignes|règles)(?: précédentes)?", "prix d'ami", "baisse[rsz]? (?:le|les|vos) prix"),
        Kind.SHOP: (
            "(?:vos |les |quels sont vos )?(?:horaires?|heures)(?: d'ouverture)?", "(?:quand|à quelle heure|jusqu'à quelle heure) (?:est ce que )?(?:vous )?(?:ouvre[sz]?|ferme[sz]?|êtes vous ouverts?|êtes ouverts?)(?: vous)?", "(?:vous êtes|êtes vous) (?:ouverts?|fermés?)(?: (?:aujourd'hui|demain|le \\w+))?", "(?:est ce que )?vous livrez", "livrez vous", "(?:frais|délais?|prix|coût|zone) de livraison", "faites vous (?:des |la )?livraisons?", "où (?:êtes vous|se trouve (?:la|votre) (?:boutique|boulangerie))(?: situés?)?",
            "(?:votre|vos) (?:adresse|téléphone|numéro)", "comment (?:payer|on paie|je paie|puis je payer)", "(?:moyens? de )?paiement", "carte (?:bancaire|bleue|de crédit)", "(?:vous acceptez|acceptez vous)", "allerg\\w+", "halal", "enceinte", "commande minimum",
        ),
    },
    address=(
        r"(?:à )?(?:me )?livr(?:er|ez|e|aison)(?:[- ](?:moi|le|la|les|nous|ça|tout))*(?: (?:à|a) l'adresse(?: suivante)?|(?: à domicile)?(?: au| à| aux| chez|[ ]?:))[ :]+(?!moi\b|domicile\b)", r"(?:mon |l'|notre )?(?:nouvelle )?adresse(?: de livraison)?(?: est| c'est|[ ]?[:=-])[ :]*(?:le |au )?",
        r"(?:envoyez|apportez|envoyer|apporter)(?:[- ](?:moi|le|la|les|ça|tout))* (?:au|à|chez) (?!moi\b)", r"j'habite (?:au |à )?",
        r"(?=\d+(?: ?bis| ?ter)?,? (?:rue|avenue|boulevard|bd|place|chemin|allée|quai|impasse) )",
    ),
    notes=(r"(?:une )?(?:note|notes|remarque|remarques|commentaire|précision|nb)(?: que|[ ]?[:=-])[ :]*",),
    name=(r"je m'appelle ", r"mon nom (?:est|c'est) ", r"(?:mon )?nom[ ]?[:=][ ]*", r"au nom (?:de |d'|du )", r"c'est pour (?:monsieur|madame|m\.|mme) "),
    when=(r"(?:pour |avant )?(?:demain|ce soir|aujourd'hui|apres-demain|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: prochain)?)(?: (?:matin|midi|soir|apres-midi))?(?: (?:a|vers) \d{1,2} ?h(?:\d\d)?)?",),
    ordinals={"premier": 1, "première": 1, "deuxième": 2, "second": 2, "seconde": 2, "troisième": 3, "quatrième": 4, "dernier": -1, "dernière": -1},
    by="par pour contre avec en",
    order_word=_ORDER,
    people="personnes personne convives invités enfants adultes jours heures minutes ans semaines heure",
)
