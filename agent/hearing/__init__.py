"""What customers say, told from their own words: language, interest, and what is in their photos and recordings."""
