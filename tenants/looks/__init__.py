"""How a shop looks: its colour and its logo."""
