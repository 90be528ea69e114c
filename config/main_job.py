"""The main job, played over real HTTP: a customer orders in a chat, follows the order, staff see it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from config.process_log import say
from tenants.demo import DEMO_PASSWORD, DEMO_USERNAME

SHOP = "valdman"
ORDER_TEXT = "Hi! I would like to order 2 kg of beef sausages, please."
ORDER_NUMBER = re.compile(r"ORD-\d{4}-\d{6}")
REPLY_SECONDS = 30.0
REQUEST_SECONDS = 15.0
_CSRF = re.compile(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"')
_MESSAGES_URL = re.compile(r'data-messages-url="([^"]+)"')


class StepFailed(Exception):
    """The product answered, but not as it should."""


@dataclass
class Play:
    """What one step leaves for the next."""

    web: str
    customer: requests.Session = field(default_factory=requests.Session)
    messages_url: str = ""
    csrf_token: str = ""
    order_number: str = ""


def play_main_job(web: str) -> bool:
    """Play every step and print a line for each; False when one failed, because the rest builds on it."""
    play = Play(web=web)
    for name, step in STEPS.items():
        try:
            found = step(play)
        except (StepFailed, requests.RequestException) as error:
            say(f"FAIL {name}: {error}")
            return False
        say(f"ok   {name}: {found}")
    return True


def open_chat(play: Play) -> str:
    play.customer.trust_env = False
    page = _fetch(play.customer, f"{play.web}/chat/{SHOP}")
    play.messages_url = play.web + _find(_MESSAGES_URL, page, "the address of its messages")
    play.csrf_token = _find(_CSRF, page, "a form with a CSRF token")
    if not play.customer.cookies:
        raise StepFailed("the page set no session cookie")
    return f"/chat/{SHOP}"


def order_by_message(play: Play) -> str:
    answer = play.customer.post(
        play.messages_url,
        data={"text": ORDER_TEXT},
        headers={"Accept": "application/json", "X-CSRFToken": play.csrf_token},
        timeout=REQUEST_SECONDS,
    )
    if answer.status_code != requests.codes.accepted:
        raise StepFailed(f"{play.messages_url} answered {answer.status_code} instead of 202")
    return ORDER_TEXT


def wait_for_order(play: Play) -> str:
    began, cursor, heard = time.monotonic(), "", ""
    while time.monotonic() < began + REPLY_SECONDS:
        news = _news(play, cursor)
        cursor = news["cursor"]
        heard += " ".join(message["text"] for message in news["messages"] if message["author"] == "agent")
        if number := ORDER_NUMBER.search(heard):
            play.order_number = number.group()
            return f"{play.order_number} after {time.monotonic() - began:.1f} s"
        time.sleep(0.3)
    raise StepFailed(f"no order number within {REPLY_SECONDS:.0f} s; the agent said: {heard or 'nothing'}")


def track_order(play: Play) -> str:
    page = _fetch(requests.Session(), f"{play.web}/track/{play.order_number}")
    _expect(play.order_number, page)
    return f"/track/{play.order_number}"


def see_order_in_panel(play: Play) -> str:
    with requests.Session() as staff:
        login = f"{play.web}/panel/login"
        token = _find(_CSRF, _fetch(staff, login), "a form with a CSRF token")
        form = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token}
        answer = staff.post(login, data=form, headers={"Referer": login}, timeout=REQUEST_SECONDS)
        if not answer.ok or answer.url.startswith(login):
            raise StepFailed(f"the demo login was refused with {answer.status_code}")
        _expect(play.order_number, _fetch(staff, f"{play.web}/panel/{SHOP}/orders/"))
    return f"/panel/{SHOP}/orders/"


STEPS: dict[str, Callable[[Play], str]] = {
    "the chat page opens": open_chat,
    "the customer orders": order_by_message,
    "the agent takes the order": wait_for_order,
    "the customer tracks it": track_order,
    "staff see it in the panel": see_order_in_panel,
}


def _news(play: Play, cursor: str) -> Any:
    answer = play.customer.get(
        play.messages_url,
        params={"after": cursor},
        headers={"Accept": "application/json"},
        timeout=REQUEST_SECONDS,
    )
    answer.raise_for_status()
    return answer.json()


def _fetch(session: requests.Session, url: str) -> str:
    session.trust_env = False
    answer = session.get(url, timeout=REQUEST_SECONDS)
    answer.raise_for_status()
    return answer.text


def _find(pattern: re.Pattern[str], page: str, what: str) -> str:
    match = pattern.search(page)
    if match is None:
        raise StepFailed(f"the page lacks {what}")
    return match.group(1)


def _expect(text: str, page: str) -> None:
    if text not in page:
        raise StepFailed(f"the page does not show {text}")
