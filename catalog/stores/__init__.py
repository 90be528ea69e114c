"""A shop's own store: connecting it, looking after it, and what it says."""
