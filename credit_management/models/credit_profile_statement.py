from odoo import fields, models

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """The customer's statements, and the button that makes one."""

    _inherit = 'credit.profile'

    statement_ids = fields.One2many('credit.statement', 'profile_id', groups=FIGURES)

    def action_new_statement(self):
        """Ask up to which day, and write the statement."""
        action = self.action_new_letter()
        return {**action, 'name': self.env._("Statement"),
                'context': {**action['context'], 'default_kind': 'statement'}}

    def _merge_into(self, partner, kind):
        """Statements go on with the survivor; those that two have of one day are both kept."""
        survivor = super()._merge_into(partner, kind)
        own = self.env['credit.statement'].sudo().search([('profile_id', '=', self.id)])
        own.filtered(lambda one: one.state == 'draft').write({'state': 'cancelled'})
        self.env.flush_all()
        # Both were of a whole account, so neither is the other's next.
        self.env.cr.execute(
            "UPDATE credit_statement SET is_adhoc = TRUE WHERE profile_id = %s", [self.id])
        own.invalidate_recordset()
        own.write({'profile_id': survivor.id})
        return survivor
