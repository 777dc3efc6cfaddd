"""Pages: each draws a snapshot and decides nothing."""
