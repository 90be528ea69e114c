"""How people say that something has been done, in each language. Data for agent/guards.py.

Only finished actions count: an offer ("I can cancel it"), a condition ("if you cancel") and a question are no claims.
"""

import re

# Words that turn a clause into an offer, a condition, a denial or a question.
NO_CLAIM = re.compile(
    r"\?|؟|\b(if|when|once|after|before|would|could|can|cannot|can't|shall|should|will|not|never|no|nothing|until|"
    r"to (?:cancel|confirm|change)|want|like me)\b|n't\b"
    r"|\b(si|quand|lorsque|une fois|dès que|pas|aucune?|jamais|souhaitez|voulez|pouvez|peux|pourrai|veuillez)\b"
    r"|\b(cuando|una vez|aún no|todavía no|no|ninguna?|nunca|quiere|quieres|puede|puedo|desea)\b"
    r"|\b(jika|kalau|apabila|bila|belum|tidak|bukan|tanpa|ingin|mau|bisa|akan|setelah|silakan)\b"
    r"|(?<!\w)(אם|כאשר|כש\w+|אחרי|לפני|לא|אין|עוד לא|רוצה|תרצה|תרצי|אפשר|יכול|יכולה|האם|כדי|מבלי)(?!\w)",
    re.IGNORECASE,
)

# Opens a condition that covers the rest of its sentence.
CONDITION = re.compile(
    r"(?:if|when|once|after|unless|si|quand|lorsque|une fois|cuando|una vez|jika|kalau|apabila|bila|setelah)\b"
    r"|(?:אם|כאשר|אחרי|כש\w+)(?!\w)",
    re.IGNORECASE,
)

DONE: dict[str, list[re.Pattern[str]]] = {
    name: [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for name, patterns in {
        "cancelled": [
            r"\b(?:is|are|was|were|been|have|has|'ve|now|already)\b[^.!]{0,30}\bcancell?ed\b",
            r"^\W*(?:done|ok|okay|cancell?ed)\b[^.!]{0,30}\bcancell?ed\b",
            r"\b(?:est|a été|ai|avons|bien)\b[^.!]{0,30}\bannulée?s?\b",
            r"\b(?:está|ha sido|he|hemos|queda|fue)\b[^.!]{0,30}\b(?:cancelad[oa]s?|anulad[oa]s?)\b",
            r"\b(?:sudah|telah|berhasil)\b[^.!]{0,30}\b(?:di)?batalkan\b",
            r"(?<!\w)(?:בוטלה|בוטל|ביטלתי|ביטלנו|מבוטלת|מבוטל)(?!\w)",
        ],
        "confirmed": [
            r"\b(?:is|are|was|were|been|have|has|'ve|now|already)\b[^.!]{0,30}\bconfirmed\b",
            r"\b(?:est|a été|ai|avons)\b[^.!]{0,30}\bconfirmée?s?\b",
            r"\b(?:está|ha sido|he|hemos|queda)\b[^.!]{0,30}\bconfirmad[oa]s?\b",
            r"\b(?:sudah|telah|berhasil)\b[^.!]{0,30}\bdikonfirmasi\b",
            r"(?<!\w)(?:אושרה|אישרתי|אישרנו|מאושרת)(?!\w)",
        ],
        "created": [
            r"\b(?:i|we)(?:'ve| have)?\s+(?:just )?(?:placed|created|made|registered|submitted)\b[^.!]{0,30}\border\b",
            r"\border\b[^.!]{0,30}\b(?:is|was|has been)\b[^.!]{0,15}\b(?:placed|created|received|registered)\b",
            r"\bdone\b[^.!]{0,20}\b(?:placed|ordered)\b",
            r"\bcommande\b[^.!]{0,30}\b(?:est|a été)\b[^.!]{0,15}\b(?:créée|enregistrée|passée|prise)\b",
            r"\bj'ai\b[^.!]{0,15}\b(?:créé|enregistré|passé|pris)\b[^.!]{0,20}\bcommande\b",
            r"\bpedido\b[^.!]{0,30}\b(?:está|ha sido|fue|queda)\b[^.!]{0,15}\b(?:creado|registrado|realizado|hecho)\b",
            r"\bhe\b[^.!]{0,10}\b(?:creado|registrado|realizado|hecho)\b[^.!]{0,20}\bpedido\b",
            r"\bpesanan\b[^.!]{0,30}\b(?:sudah|telah|berhasil)\b[^.!]{0,15}\b(?:dibuat|dicatat|diterima)\b",
            r"(?<!\w)(?:יצרתי|פתחתי|רשמתי|ביצעתי)(?!\w)[^.!]{0,20}הזמנה",
            r"הזמנ(?:ה|תך|תכם)[^.!]{0,20}(?<!\w)(?:נוצרה|נקלטה|נרשמה|בוצעה|התקבלה)(?!\w)",
        ],
        "asked": [
            r"\b(?:i|we)(?:'ve| have)\s+(?:just |now )?asked\s+the\s+(?:shop|store|team)\b",
            r"\bj'ai\b[^.!]{0,15}\bdemandé à\b[^.!]{0,10}\b(?:boutique|magasin|équipe)\b",
            r"\bhe\b[^.!]{0,10}\bpreguntado\b[^.!]{0,10}\b(?:tienda|equipo)\b",
            r"\bsaya\s+(?:sudah|telah)\s+tanyakan\b[^.!]{0,10}\btoko\b",
            r"(?<!\w)(?:ביקשתי מהחנות|שאלתי את החנות)",
        ],
        "restored": [
            r"\border\b[^.!]{0,30}\b(?:is|was|has been)\b[^.!]{0,15}\brestored\b",
            r"\b(?:i|we)(?:'ve| have)\s+(?:just )?restored\b",
            r"\b(?:est|a été|ai)\b[^.!]{0,15}\brétablie?\b",
            r"\b(?:está|ha sido|he)\b[^.!]{0,15}\brecuperad[oa]\b",
            r"\b(?:sudah|telah)\b[^.!]{0,15}\b(?:dipulihkan|saya pulihkan)\b",
            r"(?<!\w)(?:שוחזרה|שחזרתי)(?!\w)",
        ],
        "changed": [
            r"\b(?:i|we)(?:'ve| have)\s+(?:just )?(?:updated|changed|added|removed|replaced)\b",
            r"\border\b[^.!]{0,30}\b(?:is|was|has been)\b[^.!]{0,15}\b(?:updated|changed)\b",
            r"\bj'ai\b[^.!]{0,15}\b(?:ajouté|retiré|modifié|remplacé|mis à jour)\b",
            r"\bcommande\b[^.!]{0,30}\b(?:est|a été)\b[^.!]{0,15}\b(?:modifiée|mise à jour)\b",
            r"\bhe\b[^.!]{0,10}\b(?:añadido|agregado|quitado|cambiado|actualizado|modificado)\b",
            r"\bpedido\b[^.!]{0,30}\b(?:ha sido|fue|está)\b[^.!]{0,15}\b(?:actualizado|modificado|cambiado)\b",
            r"\bpesanan\b[^.!]{0,30}\b(?:sudah|telah|berhasil)\b[^.!]{0,15}\b(?:diubah|diperbarui)\b",
            r"\b(?:sudah|telah)\s+saya\s+(?:tambahkan|ubah|hapus|ganti)\b",
            r"(?<!\w)(?:הוספתי|הסרתי|עדכנתי|שיניתי|החלפתי)(?!\w)",
            r"הזמנ(?:ה|תך|תכם)[^.!]{0,20}(?<!\w)(?:עודכנה|שונתה)(?!\w)",
        ],
    }.items()
}
