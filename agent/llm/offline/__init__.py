"""A deterministic ordering agent that speaks the models' Protocol: no key, no network, no clock."""
