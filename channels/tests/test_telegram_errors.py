import pytest

from channels.refusals import REASONS, Verdict
from channels.telegram.client import call
from channels.telegram.errors import REFUSALS, find, is_done
from channels.telegram.payloads import Result
from channels.testing.fake_telegram import refuse
from channels.tests.conftest import TOKEN

SAID = [
    (401, "Unauthorized", "stop_channel", "unauthorized"),
    (404, "Not Found", "stop_channel", "unauthorized"),
    (429, "Too Many Requests: retry after 5", "transient", "too_many"),
    (500, "Internal Server Error: restart", "transient", "unavailable"),
    (504, "", "transient", "unavailable"),
    (403, "Forbidden: bot was blocked by the user", "permanent", "blocked"),
    (403, "Forbidden: user is deactivated", "permanent", "blocked"),
    (403, "Forbidden: bot can't initiate conversation with a user", "permanent", "unreachable"),
    (400, "Bad Request: chat not found", "permanent", "unreachable"),
    (400, "Bad Request: PEER_ID_INVALID", "permanent", "unreachable"),
    (400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3", "permanent", "bad_markup"),
    (400, "Bad Request: can't parse caption entities: Unclosed start tag", "permanent", "bad_markup"),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", "permanent", "bad_media"),
    (400, "Bad Request: failed to get HTTP URL content", "permanent", "bad_media"),
    (400, "Bad Request: wrong type of the web page content", "permanent", "bad_media"),
    (400, 'Bad Request: failed to send message #2 with the error message "X"', "permanent", "bad_media"),
    (400, "Bad Request: group send failed", "permanent", "bad_media"),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "permanent", "bad_media"),
    (400, "Bad Request: IMAGE_PROCESS_FAILED", "permanent", "bad_media"),
    (400, "Bad Request: invalid file_id", "permanent", "bad_media"),
    (400, "Bad Request: wrong file_id or the file is temporarily unavailable", "transient", "unavailable"),
    (400, "Bad Request: file is too big", "permanent", "too_large"),
    (413, "Request Entity Too Large", "permanent", "too_large"),
    (400, "Bad Request: message is too long", "permanent", "too_long"),
    (400, "Bad Request: message caption is too long", "permanent", "too_long"),
    (400, "Bad Request: message text is empty", "permanent", "empty"),
    (400, "Bad Request: BUTTON_DATA_INVALID", "permanent", "refused"),
    (409, "Conflict: terminated by other getUpdates request", "permanent", "refused"),
]


@pytest.mark.parametrize(("status", "said", "verdict", "code"), SAID)
def test_a_refusal_means(status, said, verdict, code):
    meaning = find(status, said)
    assert (meaning.verdict, meaning.code) == (verdict, code)


def test_every_row_of_the_table_is_used_and_known_to_staff():
    used = {id(find(status, said)) for status, said, *_ in SAID}
    for _, _, meaning in REFUSALS:
        assert id(meaning) in used
        assert meaning.code in REASONS
        assert isinstance(meaning.verdict, Verdict)


@pytest.mark.parametrize(
    ("status", "said", "done"),
    [
        (400, "Bad Request: message is not modified: specified new message content is the same", True),
        (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", True),
        (403, "message is not modified", False),
        (400, "Bad Request: chat not found", False),
    ],
)
def test_what_is_already_as_we_wanted_it_is_done(status, said, done):
    assert is_done(status, said) is done


def test_an_equal_text_counts_as_edited(telegram):
    telegram.fail("editMessageText", refuse(400, "Bad Request: message is not modified"))
    assert call("editMessageText", Result, token=TOKEN, chat_id="7", message_id=1, text="same").ok
