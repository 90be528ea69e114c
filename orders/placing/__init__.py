"""An order that somebody sends in: a program, a person of the shop, or the same once more."""
