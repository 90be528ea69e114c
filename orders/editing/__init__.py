"""Changing an order: what the shop's people do to it, and what customers wish that the shop decides."""
