"""Maps: a bureau's columns or paths -> the neutral report, as configuration and not as code."""

from .documents import DocumentMap, Path
from .model import FieldMap, ListMap, ReportMap
from .plan import check_map
from .tables import TableMap

__all__ = ['DocumentMap', 'FieldMap', 'ListMap', 'Path', 'ReportMap', 'TableMap', 'check_map']
