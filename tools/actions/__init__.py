"""What can be done about it: typed actions, their effect, their proposal and their execution."""
