"""The browser extension: packing it, the sites that it may read, and the orders that it hands in."""
