"""What can be computed: tools on one snapshot of the truth, and the actions they lead to."""
