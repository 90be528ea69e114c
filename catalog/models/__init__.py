"""What a shop sells, the words and vectors it is found by, its stores and price lists, and what it lacked."""

from catalog.models.demand import Lack, LostDemand, Settled
from catalog.models.price_list import ImportSender, ImportSource, ImportStatus, ProductImport
from catalog.models.product import SCARCE, Product, Unit
from catalog.models.search import INDEXED_DIMENSIONS, LONGEST_TERM, NO_WORD, Posting, ProductVector, Term
from catalog.models.store import (
    Store,
    StoreEvent,
    StoreEventState,
    StoreItem,
    StoreSync,
    SyncKind,
    SyncState,
    new_webhook_secret,
)

__all__ = [
    "INDEXED_DIMENSIONS", "LONGEST_TERM", "NO_WORD", "SCARCE", "ImportSender", "ImportSource", "ImportStatus", "Lack",
    "LostDemand", "Posting", "Product", "ProductImport", "ProductVector", "Settled", "Store", "StoreEvent",
    "StoreEventState", "StoreItem", "StoreSync", "SyncKind", "SyncState", "Term", "Unit", "new_webhook_secret",
]  # fmt: skip
