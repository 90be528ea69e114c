"""Where, when and how an order comes, and what that costs."""
