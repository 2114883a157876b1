"""Real data that come with a mapping, and what has to be laid over them to plan with."""
