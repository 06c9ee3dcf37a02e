from odoo import api, models
from odoo.tools import SQL

from .credit_signal_keep import BATCH


class CreditSignal(models.Model):
    """When customers are looked at: every night all, minutes later those of whom something is new."""

    _inherit = 'credit.signal'

    @api.model
    def _cron_night(self):
        """Look at all customers once a company and day; it may stop after any batch."""
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('signals', roots, self._night)

    @api.model
    def _night(self, root, today=None):
        """Look at the customers of one company; yield after each batch but the last."""
        today = today or root._credit_today()
        while root.credit_signals_on != today:
            profiles = self.env['credit.profile'].sudo().search([
                ('company_id', '=', root.id), ('id', '>', root.credit_signals_upto),
            ], order='id', limit=BATCH)
            self.env['credit.failure']._apart_records(
                'signals', profiles, lambda own: self._look(own, today))
            if len(profiles) < BATCH:
                root.write({
                    'credit_signals_on': today, 'credit_signals_upto': 0,
                    'credit_signals_since': root.credit_signals_since or today,
                })
            else:
                root.credit_signals_upto = profiles[-1].id
                yield

    @api.model
    def _cron_work_off(self):
        """Look at the customers that events marked, a company at a time."""
        self.env.cr.execute(
            "SELECT DISTINCT p.company_id FROM credit_signal_mark m"
            " JOIN credit_profile p ON p.id = m.profile_id ORDER BY 1")
        roots = self.env['res.company'].sudo().browse([root for (root,) in self.env.cr.fetchall()])
        self.env['credit.failure']._in_turn('signals', roots, self._work_off)

    @api.model
    def _work_off(self, root):
        """Look at what is marked in one company; before its first night nobody is."""
        today = root._credit_today()
        while profile_ids := self._marked(root):
            if root.credit_signals_since:
                self.env['credit.failure']._apart_records(
                    'signals',
                    self.env['credit.profile'].sudo().browse(profile_ids).filtered('active'),
                    lambda own: self._look(own, today))
            self.env.cr.execute(SQL(
                "DELETE FROM credit_signal_mark WHERE profile_id = ANY(%s)", profile_ids))
            if len(profile_ids) == BATCH:
                yield

    def _marked(self, root):
        self.env.cr.execute(SQL(
            "SELECT DISTINCT m.profile_id FROM credit_signal_mark m"
            " JOIN credit_profile p ON p.id = m.profile_id WHERE p.company_id = %s"
            " ORDER BY 1 LIMIT %s", root.id, BATCH,
        ))
        return [profile_id for (profile_id,) in self.env.cr.fetchall()]
