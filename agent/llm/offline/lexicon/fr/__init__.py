"""French: its words; what people say with them stands in talk.py, orders.py and shop.py."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from agent.llm.offline.lexicon.base import Lexicon
from agent.llm.offline.lexicon.fr.orders import ORDER_WORD, ORDERS
from agent.llm.offline.lexicon.fr.shop import SHOP
from agent.llm.offline.lexicon.fr.talk import TALK

FR = Lexicon(
    language="fr",
    marks=(
        "je j'ai j'aimerais j'aurais vous avez voudrais veux le la les des du une un et est avec pour bonjour bonsoir salut merci oui "
        "non s'il svp stp plaît c'est combien quel quelle quels quelles quoi où ma mon mes commande commander ajoutez ajouter ajoute "
        "enlevez enlève retirez annuler annulez annule livraison livrer livrez adresse aussi encore demi moi nous votre vos sans "
        "dans au aux sur pas ne que qu'est qui deux trois quatre cinq prix peux peut puis-je d'accord prends prendre donnez enfants bonne"
    ),
    numbers={
        "un": "1",
        "une": "1",
        "deux": "2",
        "trois": "3",
        "quatre": "4",
        "cinq": "5",
        "six": "6",
        "sept": "7",
        "huit": "8",
        "neuf": "9",
        "dix": "10",
        "onze": "11",
        "douze": "12",
        "treize": "13",
        "quatorze": "14",
        "quinze": "15",
        "seize": "16",
        "vingt": "20",
        "trente": "30",
        "quarante": "40",
        "cinquante": "50",
        "cent": "100",
        "cents": "*100",
        "demi": "0.5",
        "demie": "0.5",
        "moitié": "0.5",
        "quart": "0.25",
        "quarts": "0.25",
    },
    tens="vingt trente quarante cinquante",
    units={
        "kg": "kg kgs kilo kilos kilogramme kilogrammes",
        "g": "g gr gramme grammes",
        "l": "l litre litres",
        "ml": "ml",
        "piece": "pièce pièces unité unités pcs",
        "pack": "paquet paquets sachet sachets sac sacs",
        "box": "boîte boîtes coffret coffrets carton cartons",
        "bottle": "bouteille bouteilles",
        "dozen": "douzaine douzaines",
    },
    and_half=("et demi", "et demie", "et demis", "1 2"),
    conjunctions="et plus & + puis ainsi",
    fillers=(
        "email mail e-mail courriel telephone tel numero portable seul seule téléphone numéro tel j'en ça tout voudrai petite petit accordez le la les l' un une des du de d' au aux à en et ou je j'aimerais j'aurais nous on voudrais voudrait veux veut aimerais prends prendre prendrai "
        "avoir commander acheter commande pour avec aussi encore autre autres même votre vos mon ma mes ce cet cette ces moi "
        "donc alors juste seulement peut être plutôt finalement quelque chose quelques il y elle elles ils est sont c'est bon bonne bons bonnes bien très "
        "que qui quoi quel quelle quels quelles qu'est qu'il ce vous avez sur chez dans me m' s'il si euh ben bah ok attendez fait faites faire mettez mets "
        "s'appelle peux peut puis pourrais pouvez serait sera chacun chacune jolis jolies déjà fois une autre sorte genre fois jamais nouveau montrez montre voir"
    ),
    polite="svp stp s'il plaît plait merci vous te bonjour bonsoir salut monsieur madame",
    acts={**TALK, **ORDERS, **SHOP},
    back=(
        "quand",
        "lorsque",
        "lorsqu'(?:il|elle)",
        "dès que",
        "dès qu'(?:il|elle|ils|elles)",
        "s'il",
        "il",
        "elle",
        "ils",
        "elles",
        "sera",
        "seront",
        "est",
        "sont",
        "y",
        "en",
        "aura",
        "aurez",
        "avez",
        "vous",
        "de nouveau",
        "à nouveau",
        "disponibles?",
        "en stock",
        "de retour",
        "revient",
        "reviendra",
        "reviennent",
        "revenue?s?",
        "là",
    ),
    address=(
        r"(?:change[rsz]?|modifie[rsz]?|corrige[rsz]?) (?:l'|mon |notre )?adresse(?: de livraison)?(?: pour| en| à|[ ]?[:=-])[ :]*(?:le |au )?",
        r"(?:à )?(?:me )?livr(?:er|ez|e|aison)(?:[- ](?:moi|le|la|les|nous|ça|tout))*(?: (?:à|a) l'adresse(?: suivante)?|(?: à domicile)?(?: au| à| aux| chez|[ ]?:))[ :]+(?!moi\b|domicile\b)",
        r"(?:mon |l'|notre )?(?:nouvelle )?adresse(?: de livraison)?(?: est| c'est|[ ]?[:=-])[ :]*(?:le |au )?",
        r"(?:envoyez|apportez|envoyer|apporter)(?:[- ](?:moi|le|la|les|ça|tout))* (?:au|à|chez) (?!moi\b)",
        r"j'habite (?:au |à )?",
        r"(?=\d+(?: ?bis| ?ter)?,? (?:rue|avenue|boulevard|bd|place|chemin|allée|quai|impasse) )",
    ),
    notes=(r"(?:une )?(?:note|notes|remarque|remarques|commentaire|précision|nb)(?: que|[ ]?[:=-])[ :]*",),
    name=(
        r"je m'appelle ",
        r"mon nom (?:est|c'est) ",
        r"(?:mon )?nom[ ]?[:=][ ]*",
        r"au nom (?:de |d'|du )",
        r"c'est pour (?:monsieur|madame|m\.|mme) ",
    ),
    when=(
        r"(?:pour |avant |le )?(?:demain|ce soir|aujourd'hui|hier|apres-demain|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: prochain)?)(?: (?:matin|midi|soir|apres-midi))?(?: (?:a|vers) \d{1,2} ?(?:h(?: ?\d\d)?|heures?|:\d\d))?|(?:pour |avant )?le \d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?(?: (?:a|vers) \d{1,2} ?h(?:\d\d)?)?|(?:pour |a |vers )+\d{1,2} ?h(?:\d\d)?",
    ),
    pickup=(
        r"(?:(?:je|j'|on|nous|pour|en|peux|puis-je|peut|vais|voudrais|veux|plutot) )*(?:viens|viendrai|passe|passerai|venir|passer|viendrons|passerons)(?: la| le| les)? (?:chercher|prendre|recuperer|retirer)(?: ma commande| la commande)?(?: sur place| en boutique| au magasin)?|(?:en |pour (?:un )?)?retrait(?: (?:en (?:boutique|magasin)|sur place))?|a emporter|(?:(?:je|on|puis-je|peux|pour|vais|veux) )*(?:la |le |les )?(?:recuperer|retirer)(?: ma commande| la commande)?(?: (?:sur place|en boutique|en magasin))?",
    ),
    ordinals={
        "premier": 1,
        "première": 1,
        "deuxième": 2,
        "second": 2,
        "seconde": 2,
        "troisième": 3,
        "quatrième": 4,
        "dernier": -1,
        "dernière": -1,
    },
    by="par pour contre avec en",
    order_word=ORDER_WORD,
    people="personnes personne convives invités enfants adultes jours heures minutes ans semaines heure",
)
