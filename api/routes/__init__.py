"""The HTTP interface, a file a resource."""
