"""The pages of the shop itself: what it says of itself, its API keys, its log of changes."""
