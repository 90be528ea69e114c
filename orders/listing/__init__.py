"""The list of orders, quick in a large shop: filters, sorting, search, sums, files, many at once."""
