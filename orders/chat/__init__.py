"""An order in a chat: its recap, the first words about it, the buttons under it, in each language."""
