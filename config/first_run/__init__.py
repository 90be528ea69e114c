"""A new shop is guided until its agent answers customers."""
