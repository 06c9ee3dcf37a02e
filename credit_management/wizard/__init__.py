from . import base_partner_merge
from . import credit_hold_decide
from . import credit_hold_release
from . import credit_hold_reject
from . import credit_hold_manual
from . import credit_hold_ask
from . import credit_order_reduce
from . import credit_limit_change
