"""Sites, and where the names of an order mean something: two sources of one shop have to meet in one place."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from catalog.models import Store
from lib.errors import DomainError
from orders.models import OrderLink, Site
from tenants.models import Tenant
from tenants.services import record_audit

FACEBOOK = "facebook"
FACEBOOK_HOSTS = ("facebook.com",)
WOOCOMMERCE = "woocommerce"


def place_of_store(store: Store) -> str:
    return f"{WOOCOMMERCE}:{store.public_id}"


def place_of_site(site: Site, source: str) -> str:
    """The store's own place where the site is a store's front; receipts of Facebook have other numbers."""
    if source == FACEBOOK:
        return f"{FACEBOOK}:{site.public_id}"
    return place_of_store(site.store) if site.store else f"{WOOCOMMERCE}:{site.public_id}"


def host_of(url: str) -> str:
    """In lower case, without a port; empty for what is no web address."""
    try:
        parts = urlsplit(url.strip())
        return (parts.hostname or "").rstrip(".") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def find_site(site_id: str) -> Site | None:
    """One of the current tenant's."""
    return Site.objects.select_related("store", "tenant").filter(site_id=site_id).first()


def list_sites() -> list[Site]:
    """The current tenant's that are switched on, the oldest first."""
    return list(Site.objects.filter(is_enabled=True).order_by("pk"))


def suggest_hosts() -> str:
    """Where a shop without a site probably sells: at its connected store."""
    stores = Store.objects.filter(is_enabled=True).order_by("pk")
    return next((host_of(store.url).removeprefix("www.") for store in stores), "")


@transaction.atomic
def ensure_site(tenant: Tenant, *, hosts: list[str], actor: str) -> Site:
    """The site at one of these addresses, made under a free id when there is none; also of two clicks, one.

    Raises ValidationError when none of them is an address.
    """
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    own = tidy_hosts(hosts)
    found = Site.objects.filter(is_enabled=True, hosts__overlap=own).order_by("pk").first()
    return found or save_site(tenant, actor=actor, values={"hosts": own})


def check_page(site: Site, *, source: str, page_url: str) -> None:
    """Raises DomainError `wrong_page` when the page is not one of the site's."""
    host = host_of(page_url)
    hosts = FACEBOOK_HOSTS if source == FACEBOOK and site.takes_facebook else site.hosts
    if source == FACEBOOK and not site.takes_facebook:
        hosts = []
    if not any(host == own or host.endswith(f".{own}") for own in hosts):
        message = (
            f"{host or 'This page'} is no address of the site {site.site_id}. Add it to the site's hosts, or send the "
            "order with the id of the site that it belongs to."
        )
        raise DomainError("wrong_page", message, host=host, hosts=list(hosts))


@transaction.atomic
def save_site(tenant: Tenant, *, actor: str, site: Site | None = None, values: Mapping[str, Any]) -> Site:
    """Create or change a site. One that is a store's front, by its hosts, is linked to that store.

    Hosts may be given as whole addresses. Raises ValidationError naming each wrong field.
    """
    row = site or Site(tenant=tenant)
    places = _places(row) if row.pk else {}
    for name, value in values.items():
        setattr(row, name, value)
    row.hosts = tidy_hosts(row.hosts)
    row.store = row.store or _store_at(row.hosts)
    row.site_id = row.site_id.strip() or _free_id(row)
    row.name = row.name.strip()[:120] or row.site_id
    row.full_clean(exclude=["tenant"])
    row.save()
    for source, place in places.items():
        _move_names(place, place_of_site(row, source))
    record_audit(tenant, actor=actor, action="site_saved", target=row.site_id, hosts=row.hosts)
    return row


def adopt_sites(store: Store) -> None:
    """Sites that were there before the store that they are the front of."""
    host = host_of(store.url).removeprefix("www.")
    for site in Site.objects.filter(store=None, hosts__contains=[host]).select_related("tenant"):
        save_site(site.tenant, actor="store", site=site, values={"store": store})


def tidy_hosts(given: list[str]) -> list[str]:
    """`https://Shop.example.com/checkout` -> `shop.example.com`; `www.` goes, because it is the same site."""
    found = [host_of(text if "://" in text else f"https://{text}") for text in map(str.strip, given) if text]
    return list(dict.fromkeys(host.removeprefix("www.") for host in found if host))


def _places(site: Site) -> dict[str, str]:
    return {source: place_of_site(site, source) for source in (WOOCOMMERCE,)}


def _store_at(hosts: list[str]) -> Store | None:
    stores = Store.objects.filter(is_enabled=True).order_by("pk")
    return next((store for store in stores if host_of(store.url).removeprefix("www.") in hosts), None)


def _free_id(site: Site) -> str:
    """The shop's short name for its first site, then the host's."""
    wanted = [site.tenant.slug, *(host.replace(":", "-")[:64] for host in site.hosts)]
    taken = set(Site.objects.filter(site_id__in=wanted).values_list("site_id", flat=True))
    return next((name for name in wanted if name not in taken), "")


def _move_names(old: str, new: str) -> None:
    """What was known under the site is known under its store from now on, where the store does not know it already."""
    for link in OrderLink.objects.filter(place=old) if old != new else ():
        link.place = new
        try:
            with transaction.atomic():
                link.save(update_fields=["place", "touched_at"])
        except IntegrityError:
            continue
