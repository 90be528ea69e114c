"""The people of a shop: who they are, how they come in, how they prove it."""
