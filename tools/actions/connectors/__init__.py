"""Ways into the systems that carry out what was decided."""

from .connector import Connector, Receipt
from .csv_drop import CsvDrop
from .embedded_erp import EmbeddedErp

__all__ = ["Connector", "CsvDrop", "EmbeddedErp", "Receipt"]
