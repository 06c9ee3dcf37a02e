from . import aging, bureau, cash_forecast, ceiling, dso, health, limits, pack, provision, structure
