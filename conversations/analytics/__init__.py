"""How a shop's conversations went, in sums that are kept by day."""
