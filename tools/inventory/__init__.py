"""Stock: what is there, what will be, what to order and why."""
