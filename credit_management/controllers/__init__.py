from . import (
    aging,
    bureau,
    cash_forecast,
    ceiling,
    dso,
    health,
    limits,
    pack,
    policy,
    provision,
    structure,
)
