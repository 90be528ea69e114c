"""Who understands what a store tells that is not about products. Orders are kept above this app: they say so when they
are loaded.
"""

from collections.abc import Callable

from catalog.models import Store, StoreEventState

# Acts on "number N changed" in the scope of the store's shop. Raises ProviderError to be asked again later.
Listener = Callable[[Store, str, int], StoreEventState]
_listeners: dict[str, Listener] = {}


def listen_to(resource: str, listener: Listener) -> None:
    """Register who understands the topics `resource.*`. Called once, while the applications are loaded."""
    _listeners[resource] = listener


def listener_of(topic: str) -> Listener | None:
    return _listeners.get(topic.partition(".")[0])
