"""Interest told from native sentences, and kept with its evidence: the newest counts."""
# One sentence a line.
# ruff: noqa: E501

import pytest

from agent.hearing.leads import classify, note_words
from conversations.leads import record_lead, set_lead
from conversations.models import Conversation, LeadStatus, Message
from conversations.tests.factories import ConversationFactory, MessageFactory
from tenants.scoping import tenant_scope
from tenants.tests.factories import UserFactory

N, C, R, Q = LeadStatus.NOT_INTERESTED, LeadStatus.CONSIDERING, LeadStatus.READY, LeadStatus.NEEDS_INFO
SAID = {
    "en": [
        ("I'm not interested any more, actually yes give me two", R), ("not interested", N), ("No thanks", N),
        ("I don't want it", N), ("I've already bought one elsewhere", N), ("Please stop messaging me", N),
        ("Forget it", N), ("I won't be buying anything", N), ("I changed my mind, cancel", N),
        ("Not now", C), ("I'm not ready to buy yet", C), ("Let me think about it", C), ("Maybe next week", C),
        ("It's a bit expensive for me", C), ("I have to ask my wife first", C), ("I haven't decided", C),
        ("I want it but let me think about it", C), ("I'm not sure, I'll come back to you", C),
        ("I'll take two", R), ("I'd like to order the serum", R), ("How do I pay?", R), ("Two kilos of wings please", R),
        ("Yes please", R), ("I'll have three, how much is that altogether?", R), ("Let's do it", R),
        ("How much is the serum?", Q), ("Do you have anything for dry skin?", Q), ("Are you open on Friday?", Q),
        ("Can I get more details", Q), ("I'm looking for a gift", Q), ("Hello", None), ("ok", None),
        ("I'm not interested in the serum but I'd like the cream", R), ("ok send it", R), ("I'd rather not", N),
        ("sounds good, let's order", R), ("I am interested", C), ("I don't think so", N), ("My order has not arrived", None),
        ("I was going to say yes, but no thanks", N), ("I don't need it now, maybe later", C),
    ],
    "fr": [
        ("Ça ne m'intéresse plus… en fait si, mettez-m'en deux", R), ("Ça ne m'intéresse pas", N), ("Non merci", N),
        ("Je n'en veux plus", N), ("J'ai déjà acheté ailleurs", N), ("Laissez tomber", N), ("J'ai changé d'avis", N),
        ("Je ne vais rien prendre finalement", N), ("Laissez-moi tranquille", N), ("Pas maintenant", C),
        ("Je vais réfléchir", C), ("Je ne suis pas sûre", C), ("Peut-être la semaine prochaine", C),
        ("C'est un peu cher pour moi", C), ("Je dois en parler à mon mari", C), ("J'hésite encore", C),
        ("Pas pour l'instant, je reviens vers vous", C), ("Je ne suis pas encore prête à commander", C),
        ("J'en prends deux", R), ("Je voudrais commander le sérum", R), ("Comment je paye ?", R),
        ("Deux kilos d'ailes s'il vous plaît", R), ("Oui, je le prends", R), ("Mettez-moi trois baguettes", R),
        ("Je valide", R), ("Combien coûte le sérum ?", Q), ("Avez-vous quelque chose pour peau sèche ?", Q),
        ("Vous livrez le samedi ?", Q), ("Je cherche un cadeau", Q), ("Bonjour", None), ("d'accord", None),
        ("Non, ça ira, merci", N), ("Ok pour deux", R), ("Je le veux", R), ("Je ne le veux pas", N),
        ("C'est possible d'en avoir deux ?", R), ("Je n'en ai pas besoin", N), ("J'en prends un, ça fait combien ?", R),
    ],
    "es": [
        ("Ya no me interesa, bueno sí, dame dos", R), ("No me interesa", N), ("No, gracias", N), ("Ya no lo quiero", N),
        ("No lo necesito", N), ("He cambiado de opinión", N), ("Ya lo compré en otro sitio", N), ("Olvídalo", N),
        ("No voy a comprar nada", N), ("Mejor no", N), ("Ahora no", C), ("Todavía no estoy segura", C),
        ("Me lo voy a pensar", C), ("Quizás más adelante", C), ("Es un poco caro", C),
        ("Tengo que consultarlo con mi marido", C), ("Tengo dudas", C), ("Cuando cobre te digo", C),
        ("Lo quiero, pero déjame pensarlo", C), ("Me lo llevo", R), ("Quiero comprar el sérum", R),
        ("¿Cómo pago?", R), ("Dos kilos de alitas, por favor", R), ("Sí, por favor", R), ("Ponme tres croissants", R),
        ("Quisiera hacer un pedido", R), ("¿Cuánto cuesta el sérum?", Q), ("¿Tienen algo para piel seca?", Q),
        ("¿Abren el viernes?", Q), ("Estoy buscando un regalo", Q), ("Hola", None), ("vale", None),
        ("No por ahora", C), ("No me convence", N), ("No, ya no", N), ("Lo quiero", R), ("No lo quiero, gracias", N), ("Me llevo dos, ¿cuánto es?", R),
    ],
    "he": [
        ("כבר לא מעוניינת, בעצם כן תני לי שניים", R), ("לא מעוניין", N), ("לא תודה", N), ("אני לא רוצה", N),
        ("כבר קניתי במקום אחר", N), ("התחרטתי", N), ("שיניתי את דעתי", N), ("עזבו אותי", N), ("לא צריכה", N),
        ("לא אזמין הפעם", N), ("לא עכשיו", C), ("אני צריכה לחשוב על זה", C), ("עוד לא החלטתי", C),
        ("אולי בשבוע הבא", C), ("קצת יקר לי", C), ("אני אתייעץ עם בעלי", C), ("אני מתלבטת", C),
        ("אני רוצה אבל אני עוד אחשוב על זה", C), ("עדיין לא", C), ("אני אחזור אליכם", C), ("אקח שניים", R),
        ("אני רוצה להזמין את הסרום", R), ("איך משלמים?", R), ("שני קילו כנפיים בבקשה", R), ("כן, תשלחו לי", R),
        ("תוסיפו שלושה קרואסונים", R), ("אני מאשרת", R), ("כמה עולה הסרום?", Q), ("יש לכם משהו לעור יבש?", Q),
        ("אתם פתוחים ביום שישי?", Q), ("אני מחפשת מתנה", Q), ("שלום", None), ("בסדר", None),
        ("תשלח לי שלוש", R), ("סגור, תזמין לי", R), ("עוד לא סגור, אני מתלבט", C), ("לא רוצה, תודה", N), ("אקח שתיים, כמה זה יוצא?", R),
    ],
    "id": [
        ("udah gak minat sih, eh jadi deh, pesan dua ya", R), ("Saya tidak tertarik", N), ("Nggak, makasih", N),
        ("Gak jadi kak", N), ("Saya tidak mau", N), ("Sudah beli di tempat lain", N), ("Saya berubah pikiran", N),
        ("Jangan chat saya lagi", N), ("Nggak usah kak", N), ("Tidak butuh", N), ("Belum sekarang kak", C),
        ("Saya pikir-pikir dulu ya", C), ("Mungkin minggu depan", C), ("Agak mahal ya kak", C),
        ("Tanya suami dulu ya", C), ("Masih bingung", C), ("Nanti aja deh", C), ("Nunggu gajian dulu kak", C),
        ("Mau sih, tapi pikir dulu", C), ("Belum yakin kak", C), ("Saya ambil dua", R), ("Saya mau pesan serumnya", R),
        ("Bayarnya gimana kak?", R), ("Serum vitamin C satu ya kak", R), ("Oke, saya ambil", R), ("Mau order kak", R),
        ("Ya, lanjut kak", R), ("Berapa harga serumnya?", Q), ("Ada yang buat kulit kering?", Q),
        ("Hari Jumat buka?", Q), ("Lagi cari kado", Q), ("Mau tanya dong kak", Q), ("Halo kak", None), ("oke", None),
        ("Kirim 3 ya", R), ("Gak dulu deh", C), ("Duh mahal", C), ("Saya mau ambil tiga, totalnya berapa?", R),
    ],
}  # fmt: skip
TABLE = [(language, text, status) for language, rows in SAID.items() for text, status in rows]


@pytest.mark.parametrize(("language", "text", "status"), TABLE)
def test_what_people_say_about_buying(language, text, status):
    assert classify(text, language) == status


def test_every_language_has_at_least_25_sentences():
    assert {language: len(rows) >= 25 for language, rows in SAID.items()} == dict.fromkeys(SAID, True)


def test_words_of_no_end_are_read_in_time():
    assert classify("no " * 100_000 + "thanks", "en") == N
    assert classify("a" * 100_000, "id") is None


@pytest.fixture
def talk(shop):
    with tenant_scope(shop):
        yield ConversationFactory(tenant=shop, language="en")


def hear(talk, *texts):
    for text in texts:
        talk.inbound_seq += 1
        MessageFactory(tenant=talk.tenant, conversation=talk, text=text, seq=talk.inbound_seq)
    talk.save(update_fields=["inbound_seq"])
    note_words(Conversation.objects.get(pk=talk.pk))
    talk.refresh_from_db()


def test_the_newest_evidence_is_kept_with_its_words_and_message(talk):
    hear(talk, "How much is the serum?", "I'll take two", "ok")
    evidence = Message.objects.get(text="I'll take two")
    assert (talk.lead_status, talk.lead_words, talk.lead_message, talk.lead_seq) == (
        "ready",
        "I'll take two",
        evidence,
        3,
    )
    assert talk.lead_at is not None


def test_words_without_evidence_change_nothing_and_newer_evidence_does(talk):
    hear(talk, "I'll take two")
    since = talk.lead_at
    hear(talk, "thank you")
    assert (talk.lead_status, talk.lead_at) == ("ready", since)
    hear(talk, "Let me think about it")
    assert (talk.lead_status, talk.lead_words) == ("considering", "Let me think about it")


def test_looking_twice_changes_nothing(talk):
    hear(talk, "not interested")
    assert record_lead(talk, seq=1, status=LeadStatus.READY, message=Message.objects.get()) is False
    note_words(talk)
    talk.refresh_from_db()
    assert talk.lead_status == "not_interested"


def test_what_a_person_set_holds_until_the_customer_says_otherwise(talk):
    staff = UserFactory()
    hear(talk, "not interested")
    set_lead(talk, status=LeadStatus.CONSIDERING, staff=staff)
    hear(talk, "hello")
    assert (talk.lead_status, talk.lead_by, talk.lead_words, talk.lead_message) == ("considering", staff, "", None)
    hear(talk, "I'll take one please")
    assert (talk.lead_status, talk.lead_by) == ("ready", None)
