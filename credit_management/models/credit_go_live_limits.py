from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from .credit_go_live import Step


class CreditGoLive(models.Model):
    """The step that gives everybody a limit, from what he has done so far."""

    _inherit = 'credit.go.live'

    @api.model
    def _steps(self):
        return {**super()._steps(), 'limits': Step(self.env._("Limits"), writes=True)}

    def _step_limits(self):
        told = self.env['credit.limit.proposal'].get_page(self.company_id.id)
        if not (told and told['customers']):
            return {
                'button': self.env._("Propose limits"),
                'note': self.env._(
                    "Each customer with a profile is proposed what he needs: the most that he ever"
                    " owed and a little more, or what he buys until he pays, or Odoo's own limit."
                    " You look at the largest; nothing is given before you sign."),
            }
        return {
            'data': told, 'figures': self._limits_figures(told), 'note': self._limits_note(told),
            'button': self._limits_button(told),
        }

    def _limits_button(self, told):
        if told['state'] == 'draft' or told['state'] == 'applied' and told['refused']:
            count = formatLang(self.env, told['decided'] - told['applied'], digits=0)
            return self.env._("Apply %(count)s as one decision", count=count)
        return None

    def _limits_figures(self, told):
        return [
            {'name': self.env._("Customers"), 'value': told['decided'], 'kind': 'integer'},
            {'name': self.env._("Limits in all"), 'value': told['total'], 'kind': 'money'},
            {'name': self.env._("Changed by hand"), 'value': told['by_hand'], 'kind': 'integer'},
            {'name': self.env._("Left as they are"), 'value': told['kept'], 'kind': 'integer'},
        ]

    def _limits_note(self, told):
        if told['state'] in ('applying', 'undoing'):
            return self.env._("It goes on in the background; you may leave this page.")
        if told['refused']:
            return self.env._(
                "%(count)s were not applied; the list says why. Another manager can sign for"
                " customers of one's own.", count=told['refused'])
        if told['stuck']:
            return self.env._(
                "%(count)s could not be taken back; the list says why.", count=told['stuck'])
        if told['left'] and told['state'] == 'draft':
            return self.env._(
                "%(count)s were decided otherwise after they were applied, and stay so.",
                count=told['left'])
        return None

    def _act_limits(self):
        """Propose; the second time, open the dialog in which a manager signs."""
        proposal = self.env['credit.limit.proposal']._of(self.company_id)
        if proposal.state in ('applying', 'undoing'):
            raise UserError(self.env._("It is under way in the background. Wait until it is over."))
        dialog = 'credit_limit_proposal_sign_action' if proposal.line_ids else (
            'credit_limit_proposal_fill_action')
        return self.env['ir.actions.act_window']._for_xml_id(f'credit_management.{dialog}')

    def _undo_limits(self):
        """Have what was applied taken back in the background; the step says when that is over."""
        proposal_sudo = self.env['credit.limit.proposal']._of(self.company_id)
        proposal_sudo.with_env(self.env).take_back()
        return False

    def _undone(self, code, figures=None):
        """Forget proposals for nobody: their customers went with the profiles."""
        super()._undone(code, figures)
        proposal_sudo = self.env['credit.limit.proposal']._of(self.company_id)
        if code == 'scope' and not proposal_sudo.line_ids:
            proposal_sudo.unlink()
