"""What is known: the truth, the policies and the decisions."""
