from odoo import api, models

from .credit_authority import ABOVE_ALL, MANAGER, OFFICER


class CreditAuthority(models.Model):
    """How far somebody may go with a limit: measured on the limit that results."""

    _inherit = 'credit.authority'

    @api.model
    def _limit_of(self, user, company):
        """Return (level, greatest limit or None for no bound) of `user`, own or as a substitute."""
        today, in_force = company._credit_today(), self._in_force(company)
        own = in_force.filtered(lambda line: line.user_id == user)
        if not own and user.has_group(MANAGER):
            return ABOVE_ALL, None
        lines = own | in_force.filtered(
            lambda line: line.substitute_id == user and line._is_away(today))
        if not lines:
            return 0, 0.0
        best = max(lines, key=lambda line: (line.level, line.max_limit))
        return best.level, best.max_limit

    @api.model
    def _gives_limits(self, company):
        """Tell whether the company says at all who gives which limit."""
        return any(line.max_limit > 0 for line in self._in_force(company))

    @api.model
    def _limit_level(self, company, limit, is_raised):
        """Return the level that giving `limit` takes, one more if it `is_raised`."""
        in_force = self._in_force(company)
        fitting = in_force.filtered(
            lambda line: company.currency_id.compare_amounts(line.max_limit, limit) >= 0)
        level = min(fitting.mapped('level'), default=ABOVE_ALL)
        return self._lifted(level, bool(is_raised), in_force, company)

    @api.model
    def _reaches_limit(self, user, company, limit, needed):
        """Tell whether the authority of `user` is enough for `limit` at level `needed`."""
        level, bound = self._limit_of(user, company)
        return self._reaches(level, bound, limit, needed, company.currency_id)

    @api.model
    def _limit_people(self, company, limit, needed, barred):
        """Return who may give `limit` today, the lowest authority first; not who is `barred`."""
        in_force = self._in_force(company)
        people = self.env['res.users'].union(*(line._person() for line in in_force)) | (
            self._managers(company) - in_force.user_id)
        people = (people - barred - self.env.ref('base.user_root')).filtered(
            lambda user: user.active and not user.share and user.has_group(OFFICER)
            and company in user.company_ids.root_id
            and self._reaches_limit(user, company, limit, needed))
        # Who keeps the system running is asked after those who decide about credit.
        return people.sorted(lambda user: (
            self._limit_of(user, company)[0], user.has_group('base.group_system'), user.id))
