"""One run of a turn: its steps and tools, who works on it, its end, and how staff read it afterwards."""
