"""Every model provider, by the name it has in settings and rows."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from agent.llm.base import Provider
from lib.addresses import refuse_private
from lib.errors import ProviderError


@dataclass(frozen=True)
class Access:
    """How a provider is made, and the settings that hold its key and its address."""

    factory: str
    key: str
    url: str
    needs_key: bool = True


# Dotted paths: the SDKs take a second to import, and not every process asks a model.
_ANTHROPIC = "agent.llm.anthropic.create_provider"
_OPENAI = "agent.llm.openai.create_provider"
OFFLINE = "agent.llm.offline.provider.OfflineProvider"
PROVIDERS: dict[str, Access | None] = {
    "offline": None,
    "anthropic": Access(_ANTHROPIC, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
    "openai": Access(_OPENAI, "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "google": Access(_OPENAI, "GOOGLE_API_KEY", "GOOGLE_BASE_URL"),
    "xai": Access(_OPENAI, "XAI_API_KEY", "XAI_BASE_URL"),
    "compatible": Access(_OPENAI, "OPENAI_API_KEY", "OPENAI_BASE_URL", needs_key=False),
}


def get_provider(name: str, *, api_key: str = "", base_url: str = "") -> Provider:
    """The provider, ready to be asked from any thread; the same one for the same arguments.

    Without `api_key` the installation's own is used, but only at the address from the settings: one that a
    shop typed never sees it, and must be public.
    Raises ProviderError(permanent): `unknown_provider`, `no_key`, `bad_address` or `private_address`.
    """
    if name not in PROVIDERS:
        message = f"There is no provider {name!r}. There are: {', '.join(PROVIDERS)}."
        raise ProviderError(message, permanent=True, code="unknown_provider")
    access = PROVIDERS[name]
    if access is None:
        return _offline()
    own_url = str(getattr(settings, access.url)).rstrip("/")
    url = base_url.rstrip("/") or own_url
    is_typed = url not in _own_addresses()
    if is_typed:
        refuse_private(url)
    key = api_key or (str(getattr(settings, access.key)) if url == own_url else "")
    if access.needs_key and not key:
        raise ProviderError(_how_to_set_the_key(access, is_own=url == own_url), permanent=True, code="no_key")
    return _create(access.factory, name, key, url, is_typed)


def load(name: str) -> None:
    """Import what a provider is made with, so that its first customer does not wait two seconds for it."""
    if access := PROVIDERS.get(name):
        import_string(access.factory)


@lru_cache(maxsize=512)
def _create(factory: str, name: str, key: str, url: str, is_typed: bool) -> Provider:  # noqa: FBT001  # a cache key
    provider: Provider = import_string(factory)(name, api_key=key, base_url=url, public_only=is_typed)
    return provider


@lru_cache(maxsize=1)
def _offline() -> Provider:
    provider: Provider = import_string(OFFLINE)()
    return provider


def check_address(url: str) -> None:
    """Raise ProviderError(permanent) for an address that a shop may not name: private, and not the operator's."""
    if url.rstrip("/") not in _own_addresses():
        refuse_private(url)


def has_key(name: str, *, base_url: str) -> bool:
    """Whether the installation has a key of its own for this provider, at this address."""
    access = PROVIDERS.get(name)
    if access is None or not access.needs_key:
        return True
    at_home = not base_url or base_url.rstrip("/") == str(getattr(settings, access.url)).rstrip("/")
    return at_home and bool(getattr(settings, access.key))


def _own_addresses() -> set[str]:
    """What the operator configured may be private: a model server in the same building."""
    return {str(getattr(settings, access.url)).rstrip("/") for access in PROVIDERS.values() if access}


def _how_to_set_the_key(access: Access, *, is_own: bool) -> str:
    if is_own:
        return f"No key: set {access.key}, or the field Key of the model choice."
    return "No key: set the field Key of the model choice; the installation's own stays at its own address."
