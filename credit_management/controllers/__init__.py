from . import aging, bureau, cash_forecast, ceiling, dso, health, pack, provision, structure
