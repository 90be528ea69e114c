"""The main job against a stand-in that keeps the product's HTTP contract and nothing more."""

import json
from http.server import BaseHTTPRequestHandler

import pytest

from config import main_job
from lib.testing.prompt_server import PromptServer

NUMBER = "ORD-2026-000042"
TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="token">'


class StandIn(BaseHTTPRequestHandler):
    """Answers like the product; `broken` names the path that answers 500."""

    broken = ""
    agent_says = f"Done! Your order is {NUMBER}."

    def do_GET(self):
        path, _, query = self.path.partition("?")
        message = {"id": "2", "author": "agent", "text": self.agent_says, "at": "now"}
        news = {"messages": [] if query == "after=c" else [message], "cursor": "c"}
        pages = {
            "/chat/valdman": f'<main data-messages-url="/chat/valdman/messages"><form>{TOKEN}</form>',
            "/chat/valdman/messages": json.dumps(news),
            f"/track/{NUMBER}": f"Order {NUMBER}",
            "/panel/login": TOKEN,
            "/panel/valdman/orders/": NUMBER,
        }
        self.reply(200, pages[path])

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/panel/login":
            assert "username=demo&password=demo" in form
            self.redirect("/panel/valdman/orders/")
        else:
            assert self.headers["X-CSRFToken"] == "token"
            assert "beef+sausages" in form
            self.reply(202, '{"id": "1"}')

    def reply(self, status, body):
        self.send_response(500 if self.path.startswith(self.broken or "never") else status)
        self.send_header("Set-Cookie", "sessionid=s; Path=/")
        self.end_headers()
        self.wfile.write(body.encode())

    def redirect(self, path):
        self.send_response(302)
        self.send_header("Location", path)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def stand_in(monkeypatch):
    monkeypatch.setattr(main_job, "REPLY_SECONDS", 0.5)
    handler = type("Handler", (StandIn,), {})
    server = PromptServer(("127.0.0.1", 0), handler)
    server.start()
    handler.url = f"http://127.0.0.1:{server.server_port}"
    yield handler
    server.stop()


def test_every_step_of_the_main_job_is_told(stand_in, capsys):
    assert main_job.play_main_job(stand_in.url)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in lines] == ["ok   "] * 5
    assert NUMBER in lines[2]


@pytest.mark.parametrize(
    ("path", "last_line"),
    [
        ("/chat/valdman", "FAIL the chat page opens"),
        ("/chat/valdman/messages", "FAIL the customer orders"),
        ("/track/", "FAIL the customer tracks it"),
        ("/panel/", "FAIL staff see it in the panel"),
    ],
)
def test_the_first_broken_step_is_named_and_ends_the_play(stand_in, capsys, path, last_line):
    stand_in.broken = path
    assert not main_job.play_main_job(stand_in.url)
    assert capsys.readouterr().out.splitlines()[-1].startswith(last_line)


def test_an_agent_that_takes_no_order_is_quoted(stand_in, capsys):
    stand_in.agent_says = "I am not sure what you mean."
    assert not main_job.play_main_job(stand_in.url)
    assert "the agent said: I am not sure what you mean." in capsys.readouterr().out
