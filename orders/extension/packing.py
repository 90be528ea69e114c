"""Packs the browser extension with a shop's settings: what people install, and where it then sends orders."""

import io
import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils.translation import gettext as _

from lib.errors import DomainError
from tenants.models import KeyScope, Tenant
from tenants.selectors import find_api_key
from tenants.services import create_api_key

FOLDER = settings.BASE_DIR / "static" / "extension"
SETTINGS_FILE = "settings.json"
MANIFEST_FILE = "manifest.json"
SITE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
# Where a key may travel in clear text, as in static/extension/origins.js.
LOCAL_HOSTS = {"localhost", "127.0.0.1"}
# The same files give the same bytes, whenever they are packed: the earliest time that a zip file knows.
PACKED_AT = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o644 << 16

# https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/manifest.json/browser_specific_settings
FIREFOX_ID = "orders@salesdesk.invalid"
# The first one that shows people what is collected before they install it.
FIREFOX_VERSION = "140.0"
FIREFOX_COLLECTS = ["financialAndPaymentInfo", "personallyIdentifyingInfo", "websiteContent"]


class Browser(StrEnum):
    """Chrome's file is also the one for Edge."""

    CHROME = "chrome"
    FIREFOX = "firefox"


@dataclass(frozen=True, kw_only=True)
class ExtensionSettings:
    """What the extension knows when it is installed; without a key the person types one in."""

    server: str
    shop: str
    site_id: str
    api_key: str = ""


def extension_settings(tenant: Tenant, *, server: str, site_id: str = "", api_key: str = "") -> ExtensionSettings:
    """Checked settings; the site is called like the shop unless it has a name of its own.

    Raises DomainError("extension_server"), DomainError("extension_site_id") and, for a key that is no living key of
    the shop or that opens more than handing in orders, DomainError("extension_api_key").
    """
    site = site_id.strip() or tenant.slug
    if not SITE_ID.fullmatch(site):
        raise DomainError(
            "extension_site_id", _("A site id has letters, digits, dots and hyphens, at most 64 of them.")
        )
    if api_key:
        _check_key(tenant, api_key)
    return ExtensionSettings(server=_tidy_server(server), shop=tenant.name, site_id=site, api_key=api_key)


def build_extension(given: ExtensionSettings, *, browser: Browser) -> bytes:
    """A zip file of the extension with these settings in it. The same settings give the same bytes."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for path in sorted(FOLDER.rglob("*"), key=lambda path: path.relative_to(FOLDER).as_posix()):
            name = path.relative_to(FOLDER).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(FOLDER).parts):
                info = ZipInfo(name, PACKED_AT)
                info.external_attr, info.compress_type = FILE_MODE, ZIP_DEFLATED
                archive.writestr(info, _content_of(path, name, given, browser))
    return packed.getvalue()


def file_name(given: ExtensionSettings, *, browser: Browser) -> str:
    return f"salesdesk-orders-{given.site_id.replace(':', '-')}-{browser.value}.zip"


def make_extension_key(tenant: Tenant, *, site_id: str, actor: str) -> str:
    """A fresh key for one packed extension, so that it can be revoked without the others; it only hands in orders."""
    _row, full = create_api_key(tenant, name=f"Browser extension {site_id}"[:80], actor=actor, scope=KeyScope.SUBMIT)
    return full


def _check_key(tenant: Tenant, full: str) -> None:
    """Everybody who has the file can read the key in it."""
    key = find_api_key(full)
    if key is None or key.tenant_id != tenant.pk:
        message = _("This is no key of the shop, or it was revoked.")
    elif key.scope != KeyScope.SUBMIT:
        message = _(
            "This key opens everything, and whoever has the file can read it. Take one that only hands in orders."
        )
    else:
        return
    raise DomainError("extension_api_key", message)


def _content_of(path: Path, name: str, given: ExtensionSettings, browser: Browser) -> bytes:
    if name == SETTINGS_FILE:
        return _as_json(asdict(given))
    if name == MANIFEST_FILE and browser is Browser.FIREFOX:
        return _as_json(_for_firefox(json.loads(path.read_bytes())))
    return path.read_bytes()


def _for_firefox(manifest: dict[str, Any]) -> dict[str, Any]:
    """Firefox runs the background as a page, wants an id, and shows people what is collected."""
    script = manifest["background"]["service_worker"]
    gecko = {
        "id": FIREFOX_ID,
        "strict_min_version": FIREFOX_VERSION,
        "data_collection_permissions": {"required": FIREFOX_COLLECTS},
    }
    changed = {"background": {"scripts": [script], "type": "module"}, "browser_specific_settings": {"gecko": gecko}}
    return {name: value for name, value in manifest.items() if name != "minimum_chrome_version"} | changed


def _as_json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _tidy_server(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        host, has_user = parts.hostname, parts.username is not None
    except ValueError:
        host, has_user = None, False
    is_safe = host and not has_user and (parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL_HOSTS))
    if not is_safe:
        raise DomainError("extension_server", _("The server needs an address that begins with https://."))
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
