"""Changing an order: what the shop's people do to it, and wishes of customers that the shop decides."""
