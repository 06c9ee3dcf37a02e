from odoo import api, models
from odoo.exceptions import UserError

from .credit_go_live import Step


class CreditGoLive(models.Model):
    """The step that tries a policy on past orders before anybody is held by it."""

    _inherit = 'credit.go.live'

    @api.model
    def _steps(self):
        return {
            **super()._steps(), 'backtest': Step(self.env._("Back-test"), by_hand=True),
        }

    def _step_backtest(self):
        run = self._last_backtest()
        if not run:
            return {
                'note': self.env._("Try a policy on the orders of the last 12 months."),
                'button': self.env._("Open the back-test"),
            }
        told = run._told(0.0, 0)
        return {
            'figures': [
                {'name': self.env._("Orders"), 'value': told['orders'], 'kind': 'integer'},
                {'name': self.env._("Would be held"), 'value': told['held'], 'kind': 'integer'},
                {'name': self.env._("Sales delayed"), 'value': told['held_amount'],
                 'kind': 'money'},
                {'name': self.env._("Only unmatched money"), 'value': told['unmatched'],
                 'kind': 'integer'},
            ],
            'note': run.display_name, 'button': self.env._("Open the back-test"),
        }

    def _last_backtest(self):
        return self.env['credit.backtest'].sudo().search(
            [('company_id', '=', self.company_id.id), ('state', '=', 'done')], limit=1)

    def _act_backtest(self):
        return self.env['ir.actions.client']._for_xml_id('credit_management.credit_backtest_action')

    def _complete_backtest(self):
        run = self._last_backtest()
        if not run:
            raise UserError(self.env._(
                "No back-test was run to its end yet. Open it, choose a policy and press Run."
            ))
        told = run._told(0.0, 0)
        return {
            'policy': run.policy_id.id or None, 'version': run.policy_id.sudo().version or None,
            **{name: told[name] for name in (
                'date_from', 'date_to', 'limits_from', 'orders', 'held', 'held_amount', 'unmatched',
                'exact_share')},
        }

    def _undo_backtest(self):
        """Delete the runs of the company: nothing else was written."""
        runs_sudo = self.env['credit.backtest'].sudo().search(
            [('company_id', '=', self.company_id.id)])
        count = len(runs_sudo)
        runs_sudo.unlink()
        return {'deleted': count}
