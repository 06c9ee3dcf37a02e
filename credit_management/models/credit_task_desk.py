from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditTask(models.Model):
    """The buttons of the queue: they act on the records that the selected tasks stand for."""

    _inherit = 'credit.task'

    def _holds(self):
        """Return the holds behind the selected tasks, or raise when there is none to decide."""
        ids = [task.res_id for task in self if task.kind == 'hold']
        if not ids:
            raise UserError(self.env._(
                "None of the selected lines is a hold. Open the line instead."
            ))
        return self.env['credit.hold'].browse(ids)

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        """A queue is read in a glance: the whole sentence stands in the side pane."""
        super()._compute_why()
        holds = self.env['credit.hold'].browse(
            [task.res_id for task in self if task.res_model == 'credit.hold']
        )
        briefs = holds._briefs()
        for task in self.filtered(lambda task: task.res_model == 'credit.hold'):
            task.why = briefs.get(task.res_id) or task.why

    def action_release(self):
        return self._holds().action_release_dialog()

    def action_reject(self):
        return self._holds().action_reject_dialog()

    def action_propose(self):
        """Propose on the one line that is shown."""
        self.ensure_one()
        return self._holds().action_propose_dialog()

    def action_assign_to_me(self):
        return self._holds().action_assign_to_me()

    def action_sign(self):
        """Give the second signature to each selected release that waits for one."""
        for task in self.filtered(lambda task: task.kind == 'second_signature'):
            self.env['credit.hold'].browse(task.res_id).action_second_signature()
        return True

    def action_snooze(self):
        return self._holds().action_snooze()

    def credit_preview(self):
        """Return what the side pane shows of one line: `id` is there for holds only."""
        self.ensure_one()
        if self.res_model != 'credit.hold':
            return self._brief()
        hold = self.env['credit.hold'].browse(self.res_id)
        shown = {**hold.credit_preview(), 'kind': self.kind}
        if self.kind == 'second_signature':
            shown.update(
                owner=self.user_id.name or '', passed_on='', is_late=self.is_late,
                decide_by=fields.Datetime.to_string(self.decide_by), can_sign=hold._may_sign(),
            )
        return shown

    def _brief(self):
        """Return what any other line tells; the rest is on its form."""
        self.check_access('read')
        kinds = dict(self._fields['kind']._description_selection(self.env))
        return {
            'name': self.name, 'kind_name': kinds[self.kind], 'why': self.why or '',
            'customer': self.sudo().partner_id.display_name or '', 'owner': self.user_id.name or '',
            'decide_by': fields.Datetime.to_string(self.decide_by) if self.decide_by else False,
            'is_late': self.is_late,
        }

    @api.model
    def credit_queue_state(self):
        """Return what the top of the queue says: a pause, report-only, the next cut-off.

        :return: ``{"mode", "paused_until", "cutoff" (UTC text), "zone" (of the company)}``; false
            where there is none
        """
        self.check_access('read')
        company_sudo = self.env.company.sudo().root_id
        mode = company_sudo._credit_mode_now()
        paused = mode == 'report' and company_sudo.credit_mode == 'enforce'
        cutoff = mode == 'enforce' and company_sudo._credit_next_cutoff()
        return {
            'mode': mode,
            'paused_until': paused and fields.Datetime.to_string(company_sudo.credit_pause_until),
            'cutoff': cutoff and fields.Datetime.to_string(cutoff),
            'zone': company_sudo._credit_zone().key,
        }

    @api.model
    def get_empty_list_help(self, help_message):
        """An empty queue names the next thing worth an officer's time."""
        # Odoo reads actions as superuser; what is counted is what the reader may see.
        profiles = self.env['credit.profile'].sudo(False)
        if not profiles.search_count([], limit=1):
            return (help_message or '') + self._help_link(
                'credit_profile_action', self.env._("Give the first customer a limit →")
            )
        near = profiles.search_count([('utilisation', '>=', 90.0)], limit=1000)
        if not near:
            return super().get_empty_list_help(help_message)
        return (help_message or '') + self._help_link(
            'credit_profile_action_near',
            self.env._("%(count)s customers are near or over their limit →", count=near),
        )

    @staticmethod
    def _help_link(action, text):
        """Return a link to one of our actions, as help texts show it."""
        return Markup(
            '<p><a type="action" name="credit_management.%s" class="btn btn-link px-0">%s</a></p>'
        ) % (action, text)
