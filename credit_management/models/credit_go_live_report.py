from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .credit_go_live import Step


class CreditGoLive(models.Model):
    """The step in which every order is checked and none is held, and people look what would be."""

    _inherit = 'credit.go.live'

    mode_before = fields.Char(readonly=True, help="The company's mode before it only reported.")

    @api.model
    def _steps(self):
        return {**super()._steps(), 'report': Step(self.env._("Report only"), writes=True)}

    # === WHAT IT SHOWS === #

    def _step_report(self):
        if not self._is_done('report'):
            return {
                'button': self.env._("Begin to report"),
                'note': self.env._(
                    "Every order is checked and logged, none is held and nobody else hears of it."
                    " The credit people get a mail in the morning with what would have been held."),
            }
        told = self._report_told()
        return {
            'button': self.env._("What would have been held"), 'data': told,
            'figures': [
                {'name': self.env._("Days"), 'value': told['days'], 'kind': 'integer'},
                {'name': self.env._("Orders checked"), 'value': told['checked'], 'kind': 'integer'},
                {'name': self.env._("Would be held"), 'value': told['orders'], 'kind': 'integer'},
                {'name': self.env._("Amount"), 'value': told['amount'], 'kind': 'money'},
                {'name': self.env._("Useful, of those marked"), 'value': told['useful_share'],
                 'kind': 'percent'},
            ],
            'note': self.env._(
                "Two to four weeks are usual. Mark each as useful or not: what is not, a rule or a"
                " limit can be changed for before anybody is held."),
        }

    def _report_told(self):
        """Return what was found since reporting began, and what people think of it."""
        since = self._row('report').date
        own = [('company_id', '=', self.company_id.id), ('date', '>=', since)]
        would = self.env['credit.would.hold']
        marks = dict(would._read_group([*own, ('mark', '!=', False)], ['mark'], ['__count']))
        marked = sum(marks.values())
        today = self.company_id._credit_today()
        return {
            **would._summary(own), 'days': (today - self.company_id._credit_day(since)).days,
            'checked': self._report_checked(since), 'useful': marks.get('useful', 0),
            'useless': marks.get('useless', 0),
            'useful_share': marks.get('useful', 0) / marked if marked else None,
        }

    def _report_checked(self, since):
        [(count,)] = self.env['credit.exposure']._read(None, SQL(
            """SELECT COUNT(DISTINCT res_id) FROM credit_decision
                WHERE company_id = %s AND res_model = 'sale.order'
                  AND kind IN ('check', 'would_hold') AND date >= %s""", self.company_id.id, since,
        ))
        return count

    # === WHAT IT DOES === #

    def _act_report(self):
        if self._is_done('report'):
            return self.env['ir.actions.act_window']._for_xml_id(
                'credit_management.credit_would_hold_action')
        company_sudo = self.company_id.sudo()  # a credit manager writes no company, but this of it
        before = company_sudo.credit_mode
        self.sudo().mode_before = before
        company_sudo.credit_mode = 'report'
        self._done('report', {'mode_before': before})
        return None

    def _undo_report(self):
        """Back to the mode of before; marks and mails' notes go."""
        if not self.mode_before:
            raise UserError(self.env._("The mode of before is not known. Set it in the settings."))
        company_sudo = self.company_id.sudo()
        figures = {'mode': self.mode_before}
        company_sudo.credit_mode = self.mode_before
        self.sudo().mode_before = False
        self.sudo()._forget_plan()
        self.env['credit.would.hold.mark'].sudo().search(
            [('company_id', '=', company_sudo.id)]).unlink()
        self.env['credit.digest'].sudo()._forget_reports(company_sudo)
        return figures

    @api.model
    def _is_reporting(self, root_sudo):
        """Tell whether credit people are to hear in the morning what would have been held.

        While the company only reports for its go-live, or enforces and some wave has not begun.
        """
        go_live_sudo = self.sudo().search([('company_id', '=', root_sudo.id)])
        if not go_live_sudo or not go_live_sudo._is_done('report'):
            return False
        if root_sudo.credit_mode == 'report':
            return True
        waves_sudo = self.env['credit.wave'].sudo().search([('company_id', '=', root_sudo.id)])
        return root_sudo.credit_mode == 'enforce' and any(
            not wave_sudo._has_begun() for wave_sudo in waves_sudo)
