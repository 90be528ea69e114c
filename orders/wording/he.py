"""Hebrew."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

HE = {
    "ask": "שלום! תודה על ההזמנה אצל {shop}. רגע לפני שמכינים אותה, כדאי לבדוק שהכול נכון:",
    "ask_name": "שלום {name}! תודה על ההזמנה אצל {shop}. רגע לפני שמכינים אותה, כדאי לבדוק שהכול נכון:",
    "ask_changed": "ההזמנה אצל {shop} השתנתה. כך היא נראית עכשיו:",
    "remind": "ההזמנה אצל {shop} עדיין מחכה לאישור. הנה היא שוב:",
    "remind_last": "עוד לא קיבלנו תשובה, ולכן ההזמנה אצל {shop} עדיין לא בהכנה. מספיקה מילה אחת:",
    "hint_change": "אם משהו צריך להשתנות, פשוט לכתוב: \"רק 1\", מוצר אחר, כתובת אחרת.",
    "q_restore": "לא קיבלנו תשובה, ולכן הזמנה {number} בוטלה. לשחזר אותה?",
    "charge_delivery": "דמי משלוח: {amount}",
    "charge_fees": "עמלות ומסים: {amount}",
    "charge_discount": "הנחה: \u200e-{amount}",
    "accepted_change": "חדשות טובות מהחנות: הזמנה {number} שונתה לפי הבקשה. כך היא נראית עכשיו:",
    "accepted_words": "חדשות טובות מהחנות: הבקשה לגבי הזמנה {number} טופלה. כך היא נראית עכשיו:",
    "accepted_cancel": "החנות הסכימה: הזמנה {number} בוטלה.",
    "declined_change": "מצטערים, החנות כבר לא יכולה לשנות את הזמנה {number}. היא נשארת כפי שהיא.",
    "declined_cancel": "מצטערים, החנות כבר לא יכולה לבטל את הזמנה {number}. היא נשארת כפי שהיא.",
    "shop_says": "החנות כותבת: {answer}",
    "q_confirm": "הכול נכון? אם כן, לכתוב \"כן\" ואאשר את ההזמנה.",
    "q_address": "למשלוח, אפשר לשלוח לי את הכתובת.",
    "choice_confirm": "אישור",
    "choice_change": "שינוי",
    "choice_cancel": "ביטול ההזמנה",
    "open_order": "הזמנה {number}:",
    "total": "סך הכול: {total}",
    "address": "משלוח ל: {address}",
    "notes": "הערה: {notes}",
    "unit_piece": "יחידה", "unit_kg": "ק״ג", "unit_g": "גרם", "unit_l": "ליטר", "unit_ml": "מ״ל", "unit_pack": "חבילה", "unit_box": "קופסה", "unit_bottle": "בקבוק",
}  # fmt: skip
