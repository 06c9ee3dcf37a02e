"""A company's thresholds, points and levels of danger signals, as plain values."""

from dataclasses import dataclass, fields, replace

from odoo.tools import SQL

from ..tools.exact import exact
from ..tools.signal_checks import THRESHOLDS, Thresholds
from ..tools.signals import DEFINITIONS, LEVELS

#: Thresholds that people write in percent.
PERCENT = ('third_party', 'returns', 'returns_seen', 'sales_left', 'sales_seen')
#: Field of the settings -> code.
WEIGHTS = {f'weight_{code.lower()}': code for code in DEFINITIONS}


@dataclass(frozen=True)
class Settings:
    """What one company says: see `tools.signal_checks.Thresholds`, `tools.signals.Definition`.

    :param since: the day of its first look, or None
    :param quiet_days: so long after it orders are not asked about
    """

    thresholds: Thresholds = THRESHOLDS
    definitions: object = None
    levels: tuple = LEVELS
    since: object = None
    quiet_days: int = 90

    def asks(self, day):
        """Tell whether orders of `day` are asked about."""
        return self.since is not None and (day - self.since).days >= self.quiet_days


def read(cr, company_id):
    """Return the `Settings` of a root company, as `cr` sees them."""
    cr.execute(SQL(
        """SELECT c.credit_signals_since AS since, s.* FROM res_company c
        LEFT JOIN credit_signal_setting s ON s.company_id = c.id WHERE c.id = %s""", company_id,
    ))
    row = cr.dictfetchall()[0]
    if row['company_id'] is None:
        return Settings(definitions=DEFINITIONS, since=row['since'])
    return Settings(
        Thresholds(**{one.name: _threshold(one.name, row[one.name]) for one in fields(Thresholds)}),
        {code: _definition(code, row) for code in DEFINITIONS},
        (('stop', row['stop_from']), ('alert', row['alert_from']), ('watch', row['watch_from']),
         ('normal', 0)),
        row['since'], row['quiet_days'],
    )


def _threshold(name, value):
    return exact(value or 0) / 100 if name in PERCENT else value or 0


def _definition(code, row):
    known = DEFINITIONS[code]
    history = row['history_days_ds3'] if code == 'DS3' else row['history_days']
    return replace(
        known, weight=row[f'weight_{code.lower()}'] or 0, history=known.history and history or 0,
        expiry=known.expiry and row['expiry_days'],
    )
