"""A WooCommerce store's orders: taken over, kept in step, and told what changed here."""
