"""The customers: their addresses, who they are, who is one person, and what they want to hear."""
