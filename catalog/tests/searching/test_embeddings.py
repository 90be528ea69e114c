import json
import math
from http.server import BaseHTTPRequestHandler

import pytest

from catalog.embeddings.hashing import HashingEmbedder
from catalog.embeddings.openai import OpenAIEmbedder
from catalog.embeddings.registry import embedder
from catalog.embeddings.wordllama import WordllamaEmbedder, is_installed
from lib.errors import ProviderError
from lib.testing.prompt_server import PromptServer

needs_wordllama = pytest.mark.skipif(not is_installed(), reason="wordllama has no wheel for this machine")
LOCAL = [HashingEmbedder, pytest.param(WordllamaEmbedder, marks=needs_wordllama)]


def cosine(model, first, second):
    return sum(a * b for a, b in zip(*model.embed([first, second]), strict=True))


@pytest.mark.parametrize("make", LOCAL)
def test_a_vector_has_length_one_also_of_a_text_without_words(make):
    model = make()
    vectors = model.embed(["Bread", "", "?!", "לחם"])
    assert [len(vector) for vector in vectors] == [model.dimensions] * 4
    assert all(math.isclose(sum(value**2 for value in vector), 1, rel_tol=1e-4) for vector in vectors)


@pytest.mark.parametrize("make", LOCAL)
def test_the_same_text_has_the_same_vector_in_any_company(make):
    model = make()
    alone, among = model.embed(["Bread"])[0], model.embed(["A much longer text", "Bread"])[1]
    assert alone == pytest.approx(among, abs=1e-5)


def test_hashing_knows_spelling_alone():
    model = HashingEmbedder()
    assert cosine(model, "croissant", "croissants") > model.sure_from > cosine(model, "croissant", "pastry")


@needs_wordllama
def test_wordllama_knows_meaning_in_latin_letters():
    model = WordllamaEmbedder()
    assert cosine(model, "headset", "headphones") > cosine(model, "headset", "garden hose") + 0.3
    assert [model.understands(text) for text in ("Café au lait", "לחם", "хлеб")] == [True, False, False]


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ({"EMBEDDING_PROVIDER": "hashing"}, "hashing/words/256"),
        ({"EMBEDDING_PROVIDER": "openai"}, "openai/text-embedding-3-small/256"),
        ({"EMBEDDING_PROVIDER": "openai", "EMBEDDING_MODEL": "nomic-embed-text", "EMBEDDING_DIMENSIONS": 768},
         "openai/nomic-embed-text/768"),
    ],
)  # fmt: skip
def test_the_operator_chooses(settings, chosen, name):
    for setting, value in chosen.items():
        setattr(settings, setting, value)
    assert embedder().name == name


def test_where_wordllama_has_no_wheel_hashing_stands_in(settings, monkeypatch):
    monkeypatch.setattr("catalog.embeddings.wordllama.find_spec", lambda _name: None)
    # Another timeout, so that it is not the one already made.
    settings.EMBEDDING_PROVIDER, settings.EMBEDDING_TIMEOUT = "wordllama", 1.25
    assert embedder().name == "hashing/words/256"


@pytest.fixture
def server():
    """A server that speaks OpenAI's language; set `answers` to a list of (status, headers, body)."""
    running = PromptServer(("127.0.0.1", 0), _Handler)
    running.answers, running.asked = [], []
    running.start()
    yield running
    running.stop()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, self.headers.get("authorization"), body))
        status, headers, answer = self.server.answers.pop(0) if self.server.answers else (200, {}, _vectors(body))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_args):
        pass


def _vectors(body):
    """Out of order, as the protocol allows: each names its place."""
    rows = [{"index": number, "embedding": [float(number + 1), 0.0]} for number in range(len(body["input"]))]
    return {"object": "list", "data": rows[::-1], "usage": {"total_tokens": 3}}


def ask(server, texts=("a", "b"), **fields):
    usual = {"api_key": "secret", "model": "small", "dimensions": 2, "timeout": 2}
    address = f"http://127.0.0.1:{server.server_port}/v1"
    return OpenAIEmbedder(base_url=address, **(usual | fields)).embed(texts)


def test_openai_is_asked_once_for_a_batch(server):
    assert ask(server) == [[1.0, 0.0], [1.0, 0.0]]
    assert server.asked == [
        ("/v1/embeddings", "Bearer secret", {"model": "small", "input": ["a", "b"], "dimensions": 2})
    ]


def test_a_local_server_needs_no_key_and_is_not_asked_for_a_size(server):
    ask(server, api_key="", asks_for_dimensions=False)
    assert server.asked == [("/v1/embeddings", None, {"model": "small", "input": ["a", "b"]})]


def test_nothing_and_far_too_much_are_sent_as_something_that_is_taken(server):
    ask(server, texts=["", "x" * 50_000])
    assert [len(text) for text in server.asked[0][2]["input"]] == [1, 8_000]


@pytest.mark.parametrize(
    ("answer", "permanent", "retry_after"),
    [
        ((429, {"retry-after": "7"}, {}), False, 7.0), ((503, {}, {}), False, None), ((401, {}, {}), True, None),
        ((200, {}, {"data": "no"}), True, None), ((200, {}, {"data": []}), True, None),
        ((200, {}, {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0]}]}), True, None),
    ],
)  # fmt: skip
def test_a_refusal_says_whether_trying_again_helps(server, answer, permanent, retry_after):
    server.answers = [answer]
    with pytest.raises(ProviderError) as refusal:
        ask(server)
    assert (refusal.value.permanent, refusal.value.retry_after) == (permanent, retry_after)
    assert "secret" not in str(refusal.value)
