from datetime import timedelta

from odoo import api, models

from ..tools import deadlines
from ..tools.bank_days import next_bank_day


class CreditPack(models.Model):
    """Who gets a pack, and when: on the second working day, by the company's own calendar."""

    _inherit = 'credit.pack'

    @api.model
    def _readers(self, root_sudo):
        """Return who subscribed and may read what the pack says."""
        return root_sudo.credit_pack_user_ids.filtered(
            lambda user: user.active and user.email and root_sudo in user.company_ids.root_id
            # In his companies: those that the sender works in may not be his.
            and self.with_user(user).with_context(allowed_company_ids=None).has_access('read')
        )

    def _address(self):
        """Write down who gets the pack, and in which language."""
        self.ensure_one()
        known = self.delivery_ids.user_id
        self.env['credit.pack.delivery'].create([
            {'pack_id': self.id, 'user_id': user.id, 'lang': user.lang or 'en_US'}
            for user in self._readers(self.company_id) - known
        ])

    @api.model
    def _due_day(self, root):
        """Return the second working day of the company's month."""
        rest = root._credit_rest()[root.id]
        first = next_bank_day(root._credit_today().replace(day=1), *rest)
        return next_bank_day(first + timedelta(days=1), *rest)

    @api.model
    def _cron_send(self):
        """Make what is due and send what waits; one company, or one reader, harms no other.

        Each pack and each mail is a transaction of its own: it may stop anywhere, and what went out
        never goes out again.
        """
        failures = self.env['credit.failure']
        roots = self.env['res.company'].search([('parent_id', '=', False)])
        due = list(failures._pending('pack', roots, self._is_due))
        if failures._in_turn('pack', due, self._make_scheduled, self._note_failure):
            deliveries = self.env['credit.pack.delivery'].search(
                [('sent_at', '=', False), ('pack_id.figures', '!=', False)], order='id')
            failures._in_turn(
                'pack', deliveries, type(deliveries)._send, type(deliveries)._note_failure)

    @api.model
    def _is_due(self, root):
        """Say whether the pack is to be made; one sent by hand since the due day is as good."""
        due_day = self._due_day(root)
        if not self._readers(root) or root._credit_today() < due_day:
            return False
        return not self.search_count([
            ('company_id', '=', root.id), ('date', '=', self._last_month_end(root)),
            ('failed', '=', False), '|', ('kind', '=', 'schedule'), '&', ('kind', '=', 'hand'),
            ('made_at', '>=', deadlines.at(due_day, 0.0, root._credit_zone())),
        ])

    @api.model
    def _make_scheduled(self, root):
        pack = self._scheduled(root)
        pack._collect()
        pack._address()

    @api.model
    def _note_failure(self, root, reason):
        self._scheduled(root).failed = reason

    @api.model
    def _scheduled(self, root):
        """Return the pack of the last month-end that the schedule makes, made if it is not there."""
        day = self._last_month_end(root)
        domain = [('company_id', '=', root.id), ('date', '=', day)]
        return self.search([*domain, ('kind', '=', 'schedule')]) or self.create({
            'company_id': root.id, 'date': day, 'kind': 'schedule', 'user_id': self.env.uid,
            'version': self.search_count([*domain, ('kind', '!=', 'preview')]) + 1,
        })
