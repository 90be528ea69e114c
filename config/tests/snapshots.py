"""Everything a shop has, to prove that an attempt from outside changed none of it."""

from tenants.testing import rows_of

__all__ = ["rows_of"]
