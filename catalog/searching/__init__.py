"""Finding products: the index of words, the index of meaning, and the search over both."""
