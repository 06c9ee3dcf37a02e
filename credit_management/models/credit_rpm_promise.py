from odoo import api, models
from odoo.tools import SQL


class CreditRpmItem(models.Model):
    """What promises and disputes do to steps: nobody is asked for what is promised or disputed."""

    _inherit = 'credit.rpm.item'

    def _see_untold(self, root, today):
        """What one dispute leaves of a customer's cap is another's: look at all of them each night."""
        super()._see_untold(root, today)
        if root.sudo().credit_dispute_has_cap:
            self._look_soon(SQL(
                """id IN (SELECT link.item_id FROM credit_rpm_item_line link
                            JOIN credit_dispute dispute ON dispute.move_line_id = link.move_line_id
                           WHERE dispute.company_id = %s AND dispute.state = 'open')""",
                root.id), today)

    @api.model
    def _line_facts(self, line_ids, today):
        facts = super()._line_facts(line_ids, today)
        wanted = set(line_ids)
        for found in (
            self._disputed_facts(line_ids, today), self._promised_facts(line_ids, today),
            self._earlier_pauses(line_ids, today),
        ):
            for line_id, more in found.items():
                if line_id in wanted:
                    own = facts.setdefault(line_id, {})
                    pauses = (*own.get('pauses', ()), *more.get('pauses', ()))
                    own.update(more, **({'pauses': pauses} if pauses else {}))
        return facts

    @api.model
    def _disputed_facts(self, line_ids, today):
        """Return what of lines does not count as late, by the rules of the gate."""
        profiles_sudo = self.env['credit.dispute'].sudo().search([
            ('move_line_id', 'in', line_ids), ('state', '=', 'open')]).profile_id
        out = self.env['credit.exposure']._disputed(dict.fromkeys(profiles_sudo.ids, today))
        return {
            line_id: {'disputed': float(one.amount), 'disputed_until': one.until}
            for own in out.values() for line_id, one in own.items()
        }

    @api.model
    def _promised_facts(self, line_ids, today):
        """Return what is promised of lines, and when promises about them were broken."""
        self.env['credit.promise'].flush_model(['profile_id'])
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT p.id FROM account_move_line l
                 JOIN res_partner contact ON contact.id = l.partner_id
                 JOIN res_company branch ON branch.id = l.company_id
                 JOIN credit_profile p ON p.partner_id = contact.commercial_partner_id
                  AND p.company_id = split_part(branch.parent_path, '/', 1)::int
                WHERE l.id = ANY(%s)
                  AND EXISTS (SELECT 1 FROM credit_promise WHERE profile_id = p.id)""",
            list(line_ids)))
        profiles = self.env['credit.profile'].browse([profile_id for (profile_id,) in rows])
        return self.env['credit.promise']._of_lines(profiles, today) if profiles else {}

    @api.model
    def _earlier_pauses(self, line_ids, today):
        """Return the days on which lines were promised or disputed, of what is over."""
        self.env['credit.promise'].flush_model()
        self.env['credit.dispute'].flush_model()
        found = {}
        for line_id, first, last in self.env.execute_query(SQL(
            """SELECT rel.move_line_id, promise.made_on,
                      LEAST(promise.ends_on, promise.decided_on - 1)
                 FROM credit_promise promise
                 JOIN credit_promise_line_rel rel ON rel.promise_id = promise.id
                WHERE rel.move_line_id = ANY(%(lines)s) AND promise.decided_on <= %(today)s
               UNION ALL
               SELECT dispute.move_line_id, COALESCE(dispute.accepted_on, dispute.raised_on),
                      LEAST(dispute.resolved_on - 1, COALESCE(
                          dispute.first_raised_on, dispute.raised_on)
                          + company.credit_dispute_longest)
                 FROM credit_dispute dispute
                 JOIN res_company company ON company.id = dispute.company_id
                WHERE dispute.move_line_id = ANY(%(lines)s) AND dispute.resolved_on <= %(today)s
                  AND company.credit_dispute_excludes AND dispute.needs_acceptance IS NOT TRUE
               ORDER BY 1, 2, 3""",
            lines=list(line_ids), today=today,
        )):
            if first <= last:
                own = found.setdefault(line_id, {'pauses': ()})
                own['pauses'] += ((first, last),)
        return found
