from . import aging, bureau, cash_forecast, ceiling, dso, provision, structure
