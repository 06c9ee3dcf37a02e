from . import test_pos_sale
