SHOPS = ("valdman", "joannas-bakery", "glow-skincare")
