"""Who may connect and who is asking."""
