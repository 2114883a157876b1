"""What was proposed, decided and done, and what was said about it."""
