from . import aging, bureau, ceiling, dso, provision, structure
from . import aging, bureau, cash_forecast, ceiling, provision
