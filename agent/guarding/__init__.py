"""What guards.py judges a reply by: the facts behind it, what may be promised, and what must not come out."""
