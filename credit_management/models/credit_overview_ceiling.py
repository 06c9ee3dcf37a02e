from odoo import api, models

from ..receivables import balance


class CreditOverview(models.AbstractModel):
    """Receivables against their ceiling, for the overview."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'ceiling': self._tile_ceiling}

    @api.model
    def _tile_ceiling(self, root_sudo):
        """Return `today` of `get_ceiling` with codes of months; None where nobody ever planned."""
        if root_sudo not in self.env['credit.ceiling.watch']._watched():
            return None
        figures, receivable = self.env['credit.ceiling'], self.env['credit.receivable']
        day = root_sudo._credit_today()
        planned = figures._planned(root_sudo, day.year)
        ceiling = figures._ceiling(planned, day)
        [(owed,)] = receivable._rows(balance.open_sum(receivable._question(root_sudo, day)))
        missing = ceiling.missing or ([] if planned.plan else [(day.year, day.month)])
        return {
            **figures._told(root_sudo, owed, ceiling, planned),
            'missing': [list(month) for month in missing],
            'amber_from': planned.plan.amber_from, 'red_above': planned.plan.red_above,
        }

    @api.model
    def _words(self, code, data):
        data = super()._words(code, data)
        if code == 'ceiling':
            names = [self.env['credit.ceiling']._month_name(month) for month in data['missing']]
            return {**data, 'missing_names': names}
        return data
