"""What came in: whose it is, and what it does to the conversations."""
