"""Following an order without an account: the public page, its twin in the API, and who may see what."""
