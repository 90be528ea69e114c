"""Connecting a number: whose it is, where its updates go, how it does."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from channels.base import Account, ProviderError, WebhookState
from channels.whatsapp import parse
from channels.whatsapp.answers import Number, Subscription, Success
from channels.whatsapp.client import call, list_rows

REAL_HOST = "graph.facebook.com"
# https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
LONGEST_URL = 200
NAME_FIELDS = "display_phone_number,verified_name"
STATE_FIELDS = (
    "status,quality_rating,code_verification_status,name_status,whatsapp_business_manager_messaging_limit,"
    "webhook_configuration"
)


def identify(credentials: Mapping[str, str]) -> Account:
    """Asks with a proof made of the app's secret: Meta refuses a wrong one, with which no delivery would ever pass our
    own check either. https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
    token = credentials["token"]
    proof = hmac.new(credentials["app_secret"].encode(), token.encode(), "sha256").hexdigest()
    query = {"fields": NAME_FIELDS, "appsecret_proof": proof}
    number = call("GET", credentials["phone_number_id"], Number, token=token, query=query)
    return Account(external_id=number.id, name=f"{number.verified_name} {number.display_phone_number}".strip())


def connect(credentials: Mapping[str, str], *, url: str) -> Sequence[str]:
    """Has the account's updates sent to us; Meta calls the address before it says yes.

    What it says about templates and the account goes to the app's own address all the same, and which fields an app
    receives is chosen in its dashboard: those are a person's steps.
    """
    _check_address(url)
    _check_number(credentials)
    path, token = f"{credentials['waba_id']}/subscribed_apps", credentials["token"]
    payload = {"override_callback_uri": url, "verify_token": credentials["verify_token"]}
    if not call("POST", path, Success, token=token, payload=payload).success:
        raise ProviderError("WhatsApp did not take our address", permanent=True, code="refused")
    return _steps(url, credentials["verify_token"])


def inspect(credentials: Mapping[str, str]) -> WebhookState:
    token = credentials["token"]
    number = call("GET", credentials["phone_number_id"], Number, token=token, query={"fields": STATE_FIELDS})
    notes = tuple(_notes(number))
    apps = list(list_rows(f"{credentials['waba_id']}/subscribed_apps", Subscription, token=token))
    if not apps:
        return WebhookState(last_error=gettext("No app receives this account's messages."), notes=notes)
    overrides = [app.override_callback_uri for app in apps if app.override_callback_uri]
    return WebhookState(number.webhook_configuration.url or next(iter(overrides), ""), notes=notes)


def _check_address(url: str) -> None:
    if urlsplit(settings.META_BASE_URL).hostname == REAL_HOST and not url.startswith("https://"):
        said = f"WhatsApp only delivers to an https address, and {url} is none."
        raise ProviderError(said, permanent=True, code="bad_address")
    if len(url) > LONGEST_URL:
        said = f"WhatsApp takes addresses of at most {LONGEST_URL} characters, and {url} has {len(url)}."
        raise ProviderError(said, permanent=True, code="bad_address")


def _check_number(credentials: Mapping[str, str]) -> None:
    """A number of another account would be connected without complaint, and nothing would ever come."""
    waba_id, number_id = credentials["waba_id"], credentials["phone_number_id"]
    numbers = list_rows(f"{waba_id}/phone_numbers", Number, token=credentials["token"], fields="id")
    if number_id not in {number.id for number in numbers}:
        said = f"The WhatsApp account {waba_id} has no number with the id {number_id}."
        raise ProviderError(said, permanent=True, code="bad_address")


def _steps(url: str, verify_token: str) -> Sequence[str]:
    fields = ", ".join(parse.READERS)
    return (
        gettext("In the Meta app, under WhatsApp > Configuration, subscribe to these webhook fields: %s.") % fields,
        gettext("If the app has no callback address there yet, enter %(url)s with the verify token %(token)s.")
        % {"url": url, "token": verify_token},
    )


def _notes(number: Number) -> Iterator[str]:
    """What a person should know; what is as it should be is not told."""
    if number.status not in {"", "CONNECTED"}:
        yield gettext("The number is not connected: %s.") % number.status
    if number.quality_rating:
        yield gettext("Quality rating: %s.") % number.quality_rating
    if number.whatsapp_business_manager_messaging_limit:
        yield gettext("Messaging limit: %s.") % number.whatsapp_business_manager_messaging_limit
    if number.code_verification_status not in {"", "VERIFIED"}:
        yield gettext("The number is not verified: %s.") % number.code_verification_status
    if number.name_status not in {"", "APPROVED"}:
        yield gettext("The number's name is not approved: %s.") % number.name_status
