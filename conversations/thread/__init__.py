"""One conversation as staff look at it: what was said, who the customer is, and answering in person."""
