"""`python -m api` is `tandem`."""

from .cli import main

main()
