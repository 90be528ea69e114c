"""Who takes care of a conversation: the agent or somebody of the team, what they say, and what they note down."""
