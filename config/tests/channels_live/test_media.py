"""Photos and voice notes: fetched from the network, kept, put into words, and answered once."""

import pytest

from agent.llm.offline.phrases import say
from agent.models import Job, Run
from agent.testing.scripts import Answer
from channels.testing.fake_graph import StoredMedia
from config.testing.live_shop import settle
from config.testing.telegram_shop import sweep
from config.testing.workers import wait_for
from conversations.models import Attachment, Author, Conversation, Message
from orders.models import Order

pytestmark = pytest.mark.processes
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF photo "
VOICE = b"OggS\x00\x02 OpusHead a voice"


def contents():
    found = []
    for attachment in Attachment.objects.order_by("id"):
        with attachment.file.open("rb") as file:
            found.append(file.read())
    return found


def test_an_album_of_three_gets_one_reply_to_all_of_it(live_shop, model):
    customer = live_shop.on_telegram(7401)
    photos = {f"album-{place}": PHOTO + bytes([place]) for place in range(3)}
    customer.telegram.files.update(photos)
    model.on_request(lambda request: Answer(text="a steak") if request.has_media else Answer(text="Lovely steaks!"))
    customer.sends_album(list(photos), caption="Do you have these?")
    wait_for(customer.texts)
    sweep()
    settle()
    assert (customer.texts(), Run.objects.count()) == (["Lovely steaks!"], 1)
    assert contents() == list(photos.values())
    assert [row.words for row in Attachment.objects.all()] == ["a steak"] * 3
    heard = str(model.requests[-1].body["messages"])
    assert (heard.count("[image: a steak]"), heard.count("Do you have these?")) == (3, 1)
    assert [request.has_media for request in model.requests] == [True] * 3 + [False]


def test_a_voice_note_is_kept_written_down_and_answered(live_shop, model):
    customer = live_shop.on_whatsapp("972541000401")
    live_shop.think_with("openai", "gpt-4o-mini-transcribe", Job.MEDIA)
    put_voice(live_shop, customer, "5558")
    model.on_request(answer_voice)
    customer.speaks("5558")
    wait_for(customer.texts)
    attachment = Attachment.objects.get()
    assert customer.texts() == ['You said: (voice message: "two kilos of beef sausages")']
    assert (attachment.status, attachment.kind, attachment.mime_type) == ("stored", "voice", "audio/ogg")
    assert (contents(), attachment.words) == ([VOICE], "two kilos of beef sausages")
    (listened, _thought) = model.requests
    assert (listened.format, listened.body["file"]["content"]) == ("speech", VOICE)
    page = live_shop.read_page(Conversation.objects.get())
    assert str(attachment.public_id) in page


def test_without_ears_the_agent_says_so_and_the_recording_is_kept(live_shop):
    customer = live_shop.on_whatsapp("972541000402")
    put_voice(live_shop, customer, "5559")
    customer.speaks("5559")
    wait_for(customer.texts)
    wait_for(lambda: Attachment.objects.get().status == "stored")
    language = Conversation.objects.get().language
    assert [say(language, "only_text") in text for text in customer.texts()] == [True]
    assert (contents(), Attachment.objects.get().words, Order.objects.count()) == ([VOICE], "", 0)
    assert Message.objects.filter(author=Author.AGENT).count() == 1


def put_voice(shop, customer, media_id):
    url = f"{shop.networks.meta.url}/media/{media_id}"
    customer.graph.media[media_id] = StoredMedia(VOICE, "audio/ogg; codecs=opus", url)


def answer_voice(request):
    if request.format == "speech":
        return Answer(text="two kilos of beef sausages")
    # Our own marks would not go out.
    return Answer(text=f"You said: {request.last_words}".translate(str.maketrans("[]", "()")))
