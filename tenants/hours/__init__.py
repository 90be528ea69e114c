"""When a shop is open."""
