from . import aging, bureau, cash_forecast, ceiling, dso, pack, provision, structure
