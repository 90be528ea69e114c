"""What goes out: whether it may, in which form, and how it gets there exactly as often as it should."""
