"""All data of a shop as one file: made in the background, kept for some days, for owners only."""
