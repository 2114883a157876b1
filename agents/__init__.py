"""Who reasons: the coordinator, the S&OP and S&OE agents and what they speak through."""
