from odoo import fields, models
from odoo.exceptions import UserError

from .res_company import INTERNAL


class ResCompany(models.Model):
    """What follows when all receivables together are over their ceiling."""

    _inherit = 'res.company'

    credit_ceiling_hard = fields.Boolean(
        string="No Limit Increases Over the Ceiling", groups=INTERNAL,
        help="While receivables are over their ceiling, no limit is raised at all. Off: an increase"
        " takes one level of authority more.",
    )
    credit_ceiling_user_ids = fields.Many2many(
        'res.users', 'res_company_credit_ceiling_user_rel', string="Told of the Ceiling",
        domain=[('share', '=', False)], groups=INTERNAL,
        help="CFO, sales director: each is told once when receivables come near their ceiling, are"
        " over it, or have none. Of the main company.",
    )

    def _credit_check_ceiling_hard(self):
        """Raise if the company gives no more limits while receivables are over their ceiling."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        over = root_sudo.credit_ceiling_hard and self.env['credit.ceiling.watch']._over(root_sudo)
        if over:
            raise UserError(self.env._(
                "No limit is raised now: %(reason)s. It is possible again once receivables are"
                " below; lowering a limit always is.", reason=over._reason(),
            ))

    def _credit_agreed_without_profile(self):
        """Return what a customer without a profile may owe, as the columns of one."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        modes = {'unchecked': 'unlimited', 'allowance': 'limited', 'prepay': 'cash_only'}
        return {
            'limit_mode': modes[root_sudo.credit_no_profile],
            'credit_limit': root_sudo.credit_allowance,
            **dict.fromkeys(('temporary_limit', 'temporary_from', 'temporary_to')),
        }

    def _credit_ceiling_notice(self):
        """Say what a higher limit takes now, where it takes more than usual; or nothing."""
        root_sudo = self.sudo().root_id
        over = self.env['credit.ceiling.watch']._over(root_sudo) if root_sudo else ()
        if not over:
            return False
        if root_sudo.credit_ceiling_hard:
            return self.env._("No limit is raised now: %(reason)s.", reason=over._reason())
        return self.env._(
            "A higher limit takes one level of authority more: %(reason)s.", reason=over._reason()
        )
