"""PostgreSQL and Valkey from Python wheels, for a desk and for tests. Impossible in production."""
