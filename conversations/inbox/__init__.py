"""The list of conversations, and what it is found and sorted by."""
