"""What all pages of figures share: spans of days, sums by day, charts, and the page around all apps' sections."""
