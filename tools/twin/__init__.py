"""The digital twin: what a change does to service, cost and cash, under uncertainty."""
