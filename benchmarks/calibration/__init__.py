"""Do intervals hold what they say? Simulated series of known effect, our rungs beside the usual methods."""
