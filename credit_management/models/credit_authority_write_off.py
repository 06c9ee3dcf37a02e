from odoo import api, fields, models

from .credit_authority import MANAGER, OFFICER


class CreditAuthority(models.Model):
    """Up to which amount somebody approves write-offs."""

    _inherit = 'credit.authority'

    max_write_off = fields.Monetary(
        help="Write-offs: up to which amount this person is one of the two who approve. 0: none.")

    @api.model
    def _write_off_bound(self, user, company):
        """Return up to which amount `user` approves today; infinite: any; None: he has no say."""
        if not user.has_group(OFFICER):
            return None
        today, in_force = company._credit_today(), self._in_force(company)
        own = in_force.filtered(lambda line: line.user_id == user)
        if not own and user.has_group(MANAGER):
            return float('inf')
        lines = own | in_force.filtered(
            lambda line: line.substitute_id == user and line._is_away(today))
        return max(lines.mapped('max_write_off'), default=0.0) or None

    @api.model
    def _write_off_approver(self, company, amount, barred):
        """Return the person of the lowest level who may approve `amount`, none of `barred`."""
        in_force = self._in_force(company).sorted('level')
        named = in_force.filtered(
            lambda line: company.currency_id.compare_amounts(line.max_write_off, amount) >= 0)
        people = [line._person() for line in named]
        people += list(self._managers(company) - in_force.user_id - self.env.ref('base.user_root'))
        return next((
            person for person in people if person and person.active and person not in barred
            and person.has_group(OFFICER)
        ), self.env['res.users'])
