import secrets

from odoo import api, models

from ..receivables import statements as sql


class CreditStatement(models.Model):
    """Statements made for a set of customers: their figures by one query, their lines by another."""

    _inherit = 'credit.statement'

    @api.model
    def _make(self, profiles, day, is_adhoc=False, **values):
        """Make the drafts of what the accounts of `profiles` (of one company) were up to `day`.

        One a customer and currency; none where there is neither a balance nor an entry, nor where
        there is one of that day, or one of a later day is approved. Drafts of later days then
        begin where the new ones end.

        :param values: `run_id`, `letter_id`
        :return: the new drafts
        """
        profiles_sudo = profiles.sudo()
        if not profiles_sudo:
            return self.browse()
        root_sudo = profiles_sudo.company_id.ensure_one()
        asked = self.env['credit.receivable']._question(root_sudo, day)
        partner_ids = profiles_sudo.partner_id.ids
        self.env.flush_all()
        heads = self.env.execute_query(
            sql.heads(asked, partner_ids, root_sudo.id, day.replace(day=1)))
        made = self.sudo().with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True).create(
                self._head_values(profiles_sudo, root_sudo, day, heads, is_adhoc, values))
        made._fill_lines(asked, partner_ids)
        made._following()._renew()
        return made.sudo(self.env.su)

    def _head_values(self, profiles_sudo, root_sudo, day, heads, is_adhoc, values):
        """Return values of new statements, numbered, each with a secret of its own for its link."""
        of_partner = {profile.partner_id.id: profile.id for profile in profiles_sudo}
        have = set() if is_adhoc else self._taken_accounts(profiles_sudo, day)
        bands = list(root_sudo._credit_buckets('due').last_days)
        sequence = self.env['ir.sequence'].sudo()
        return [{
            **dict(zip(sql.HEADS, figures, strict=True)), **values, 'profile_id': of_partner[partner_id],
            'date_to': day, 'is_adhoc': is_adhoc, 'bands': bands,
            'name': sequence.next_by_code('credit.statement'),
            'access_token': secrets.token_urlsafe(32),
        } for partner_id, *figures in heads
            if (of_partner[partner_id], figures[0]) not in have]
