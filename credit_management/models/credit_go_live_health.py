from odoo import api, models
from odoo.exceptions import UserError

from .credit_go_live import Step


class CreditGoLive(models.Model):
    """First step: what is wrong with the data. It reads; people mend."""

    _inherit = 'credit.go.live'

    @api.model
    def _steps(self):
        return {**super()._steps(), 'health': Step(self.env._("Health"), by_hand=True)}

    def _step_health(self):
        health = self.env['credit.health']._told(self.company_id)
        if not health:
            return {
                'button': self.env._("Check the data"),
                'note': self.env._(
                    "What customers have paid and nobody matched, orders that sleep, customers who"
                    " are there twice: each would hold the wrong order. Nothing is changed."),
            }
        found = [check for check in health['checks'] if check['count']]
        return {
            'button': self.env._("Check again"), 'data': health,
            'figures': [
                {'name': self.env._("Checks that found something"), 'kind': 'integer',
                 'value': len(found)},
                {'name': self.env._("Records"), 'kind': 'integer',
                 'value': sum(check['count'] for check in found)},
                {'name': self.env._("Unmatched money, part of claims"), 'kind': 'percent',
                 'value': health['unmatched_share']},
            ],
        }

    def _act_health(self):
        self.env['credit.health']._run(self.company_id.sudo())

    def _complete_health(self):
        last, _before = self.env['credit.health']._last(self.company_id)
        if not last:
            raise UserError(self.env._(
                "The data were never checked. Check them first; it takes less than a minute."))
        return {code: found and found['count'] for code, found in last.results.items()}

    def _undo_health(self):
        """Forget what was found; nothing else was written."""
        self.env['credit.health'].sudo().search([('company_id', '=', self.company_id.id)]).unlink()
        return {}
