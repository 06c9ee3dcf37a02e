from odoo import api, models
from odoo.tools import format_date

from .credit_readiness import Check


class CreditReadiness(models.AbstractModel):
    """Whether somebody is told of claims that run out."""

    _inherit = 'credit.readiness'

    @api.model
    def _checks(self):
        return {
            **super()._checks(),
            'limitation': Check(
                self.env._("Claims that run out are watched"), self.env._("Settings"),
                for_admin=True),
        }

    def _is_limitation(self, root_sudo):
        begins = root_sudo.credit_limitation_from
        if begins:
            return True, self.env._("From %(day)s on.", day=format_date(self.env, begins))
        count = self.env['credit.limitation'].sudo().search_count([
            ('company_id', '=', root_sudo.id),
            ('level', 'in', ('letter', 'first', 'second', 'last'))])
        return False, self.env._(
            "Nobody is told of last safe days: set the day from which they are watched.%(near)s",
            near=' ' + self.env._("%(count)s claims are near theirs.", count=count) if count else '')

    def _mend_limitation(self, root_sudo):
        return self._mend_strangers(root_sudo)
