"""The customer of an order: who they are, their language, how they are reached, what they order again."""
