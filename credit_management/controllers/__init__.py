from . import (
    aging,
    bureau,
    cash_forecast,
    ceiling,
    dso,
    health,
    limits,
    lists,
    pack,
    policy,
    provision,
    structure,
)
