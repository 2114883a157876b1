"""Loading files with the parts that the command line and the server share."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
