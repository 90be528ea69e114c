"""Telling other programs what happened in a shop: signed, repeated until it arrives, never in the way of an order."""
