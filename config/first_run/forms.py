"""What is asked about a new shop, and what can be guessed about it from the browser."""

from typing import Any

from babel.core import Locale, get_global
from babel.numbers import get_territory_currencies, list_currencies
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from lib.timezones import time_zones
from tenants.widgets import LongSelect

# What people trade in: a country's own money, without bonds, gold and what is history.
CURRENCIES = sorted(
    {money for place in get_global("territory_currencies") for money in get_territory_currencies(place)}
    & set(list_currencies())
)
_AUTO = {"dir": "auto"}


class OpeningForm(forms.Form):
    name = forms.CharField(label=_("name of the shop"), max_length=120, widget=forms.TextInput(_AUTO))
    business_type = forms.CharField(
        label=_("kind of business"), max_length=120, widget=forms.TextInput(_AUTO),
        help_text=_("For example: butcher, bakery, skin care."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("what customers should know"), max_length=2000, required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("What you sell, whom you deliver to, what makes you different. The agent tells it."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("your customers' language"), choices=settings.LANGUAGES)
    others = forms.MultipleChoiceField(
        label=_("other languages"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    currency = forms.ChoiceField(label=_("currency"), choices=[(code, code) for code in CURRENCIES], widget=LongSelect)
    timezone = forms.ChoiceField(
        label=_("time zone"), choices=[(name, name.replace("_", " ")) for name in time_zones()],
        widget=LongSelect({"data-guess-zone": ""}),
    )  # fmt: skip

    def fields_of_shop(self) -> dict[str, Any]:
        given = self.cleaned_data
        others = [code for code in given["others"] if code != given["language"]]
        names = ("name", "business_type", "description", "currency", "timezone")
        return {name: given[name] for name in names} | {"languages": [given["language"], *others]}


def guess(request: HttpRequest) -> dict[str, Any]:
    """Language, currency and time zone by the browser's languages; a script knows the zone better."""
    language = (get_language() or "en").split("-")[0]
    place = _place_of(request)
    currencies = get_territory_currencies(place) if place else []
    zones = [zone for zone, territory in get_global("zone_territories").items() if territory == place]
    return {
        "language": language, "currency": currencies[0] if currencies else "USD",
        "timezone": next((zone for zone in sorted(zones) if zone in time_zones()), "UTC"),
    }  # fmt: skip


def _place_of(request: HttpRequest) -> str:
    """The country of the first language that names one, else that of the first language's most speakers."""
    tags = [tag for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for tag in tags:
        _code, _dash, place = tag.partition("-")
        if len(place) == 2:
            return place.upper()
    likely = get_global("likely_subtags").get(tags[0], "") if tags and tags[0] != "*" else ""
    return Locale.parse(likely).territory or "" if likely else ""
