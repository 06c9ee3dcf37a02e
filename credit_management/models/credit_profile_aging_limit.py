from odoo import models
from odoo.exceptions import UserError

from ..tools.aging_grades import rank

#: From least to most.
_MODES = ('cash_only', 'limited', 'unlimited')
#: What a new profile is compared with, as `_limit_given` says it.
NO_LIMIT = (_MODES.index('limited'), 0.0, 0.0, 0)


class CreditProfile(models.Model):
    """No limit is increased from the aging grade on whose treatment says so."""

    _inherit = 'credit.profile'

    def _limits_given(self):
        """Return ``{profile id: (mode, limit, temporary limit, its last day)}``, each grows alone."""
        return {profile.id: profile._limit_given() for profile in self.sudo()}

    def _limit_given(self):
        self.ensure_one()
        limited = self.limit_mode == 'limited'
        temporary = self.temporary_limit if limited else 0.0
        return (
            _MODES.index(self.limit_mode), self.credit_limit if limited else 0.0, temporary,
            temporary and self.temporary_to.toordinal() or 0,
        )

    def _check_no_increase(self, before):
        """Raise if a limit grew that the customer's aging grade does not let grow.

        :param dict before: `_limits_given` of before
        """
        if self.env.su:
            return
        grown = self.filtered(lambda profile: any(
            new > old for new, old in zip(profile._limit_given(), before[profile.id], strict=True)
        ) and profile._limit_given()[0] >= before[profile.id][0])
        for refusal in grown._limit_refusals().values():
            raise UserError(refusal)

    def _limit_refusals(self):
        """Return `_no_increase` where it binds: a company that only reports is warned."""
        return self.filtered(
            lambda profile: profile.sudo().company_id.credit_mode == 'enforce'
        )._no_increase()

    def _no_increase(self):
        """Return ``{profile: why its limit is not increased}`` of those whose grade forbids it."""
        bounds = {
            company: self.env['credit.aging.grade'].sudo()._with_treatment(
                company, 'no_limit_increase')
            for company in self.sudo().company_id
        }
        if not any(bounds.values()):
            return {}
        facts, names = self._facts({'aging_grade', 'overdue_amount'}), dict(
            self.env['credit.aging.grade'].sudo()._selection_grade())
        refused = {}
        for profile in self:
            own, bound = facts.get(profile.id) or {}, bounds[profile.sudo().company_id]
            if bound and rank(own.get('aging_grade')) >= rank(bound):
                refused[profile] = self.env._(
                    "%(customer)s has aging grade %(grade)s; from %(bound)s on no limit is"
                    " increased. It may be when what is late (%(amount)s) is paid, or a better"
                    " grade is approved.", customer=profile.display_name,
                    grade=names[own['aging_grade']], bound=bound,
                    amount=profile.currency_id.format(own.get('overdue_amount') or 0.0),
                )
        return refused
