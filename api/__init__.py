"""How people and programs come in: command line, HTTP and channels."""
