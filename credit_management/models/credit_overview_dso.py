from odoo import api, models

from ..tools import dso
from .credit_kpi_page import WINDOW
from .credit_kpi_trend import TREND

#: Figures of the last closed month on the tile.
SHOWN = ('countback', 'days_floor', 'aging', 'period', 'best_possible')


class CreditOverview(models.AbstractModel):
    """DSO on the overview: the last closed month, its trend, and what makes it long."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'dso': self._tile_dso}

    @api.model
    def _tile_dso(self, root_sudo):
        """Return the figures, `trend` and `levers` as `credit.kpi` gives them; None without sales."""
        kpi = self.env['credit.kpi']
        day = dso.last_closed(root_sudo._credit_today())
        position, _now, trend = kpi._position_and_trend(root_sudo, day, TREND, WINDOW)
        if position.sales(WINDOW) <= 0:
            return None
        row = kpi._row(root_sudo, position, WINDOW)
        levers = kpi._lever_rows(root_sudo, position, WINDOW)
        return {
            'as_of': day.isoformat(), **{name: row[name] for name in SHOWN},
            'trend': trend,
            'levers': [
                {'code': lever['code'], 'days': lever['days']} for lever in levers if lever['days']
            ],
        }
