"""Lost demand: what customers asked for and did not get."""
