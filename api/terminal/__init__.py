"""How answers, tables and charts look on a terminal."""
