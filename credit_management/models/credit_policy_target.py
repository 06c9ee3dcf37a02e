from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.policies import TARGETS

GROUP = 'credit_management.credit_management_group_'
READERS = f'{GROUP}manager,{GROUP}auditor'


class CreditPolicy(models.Model):
    """What a policy is to bring about, and for what kind of company it was made."""

    _inherit = 'credit.policy'

    target_dso = fields.Float(
        string="Target DSO", digits=(5, 1), help="In days. 0: what the settings of the company say.")
    target_overdue = fields.Float(
        string="Target Overdue (%)", digits=(5, 2),
        help="Overdue money in per cent of all claims. 0: no target.",
    )
    target_bad_debt = fields.Float(
        string="Target Bad Debt (%)", digits=(5, 2),
        help="What is written off in twelve months, in per cent of credit sales. 0: no target.",
    )
    preset_id = fields.Many2one(
        'credit.policy.preset', string="Kind of Company", readonly=True, ondelete='set null',
        groups=READERS, help="The preset that was applied last.",
    )

    _targets_in_range = models.Constraint(
        'CHECK (target_dso >= 0 AND target_overdue BETWEEN 0 AND 100'
        ' AND target_bad_debt BETWEEN 0 AND 100)',
        "A target is 0 or more: days for DSO, a share up to 100 % for overdue and bad debt.",
    )

    def _targets(self):
        """Return ``{name: value}``; 0.0 is none."""
        return {name: self[name] for name in TARGETS}

    @api.model
    def _of_company(self, root_sudo):
        """Return the policy that judges a root company's customers where nobody chose another.

        Empty where none is in force.
        """
        chosen = self._of_companies([root_sudo.id]).get(root_sudo.id)
        try:
            return self.browse(self._in_force(chosen) or self._default_id(root_sudo.id))
        except UserError:
            return self.browse()
