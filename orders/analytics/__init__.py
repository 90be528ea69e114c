"""What a shop sold and what that cost, in numbers that are kept by day."""
