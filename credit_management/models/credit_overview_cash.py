from odoo import api, models

#: What of the forecast's answer the tile shows.
SHOWN = ('as_of', 'weeks', 'totals', 'history', 'hit_rate')


class CreditOverview(models.AbstractModel):
    """What money is expected in the next weeks, beside what came: the answer of `get_forecast`."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'cash': self._tile_cash}

    @api.model
    def _tile_cash(self, root_sudo):
        answer = self.env['credit.cash.forecast'].get_forecast(company_id=root_sudo.id, limit=0)
        is_quiet = not answer['totals']['total'] and not any(
            row['received'] or row['expected'] for row in answer['history'])
        return None if is_quiet else {name: answer[name] for name in SHOWN}
