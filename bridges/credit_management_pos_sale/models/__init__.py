from . import sale_order
from . import pos_order
