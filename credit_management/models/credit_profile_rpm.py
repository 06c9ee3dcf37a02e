from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .credit_profile import FIGURES

#: Tables of monitoring whose rows go with a customer.
_TABLES = ('credit_rpm_item', 'credit_rpm_step', 'credit_rpm_done', 'credit_rpm_mark')


class CreditProfile(models.Model):
    """A customer's receivables as they are followed."""

    _inherit = 'credit.profile'

    run_days = fields.Char(
        string="Payment Run Days", groups=FIGURES,
        help="Days of the month on which the customer pays, like 15, 30; 31 is the last one of every"
        " month. Reminders wait for the next of them; the legal due date stays.")
    rpm_item_ids = fields.One2many(
        'credit.rpm.item', 'profile_id', string="Receivable Items", groups=FIGURES)
    rpm_open_ids = fields.One2many(
        'credit.rpm.item', 'profile_id', string="Followed", groups=FIGURES,
        domain=[('state', '=', 'open')])

    @api.constrains('run_days')
    def _check_run_days(self):
        for profile in self.filtered('run_days'):
            parts = [part.strip() for part in profile.run_days.split(',')]
            if not all(part.isdecimal() and 1 <= int(part) <= 31 for part in parts):
                raise ValidationError(self.env._(
                    "%(text)s is no list of days of the month. Write numbers from 1 to 31, like 15,"
                    " 30.", text=profile.run_days))

    def write(self, vals):
        res = super().write(vals)
        if set(vals) & {'grade', 'run_days', 'user_id'}:
            for root, profiles in self.sudo().grouped('company_id').items():
                self.env['credit.rpm.event'].sudo()._note('profile', profiles, root)
        return res

    def _merge_into(self, partner, kind):
        """What was followed goes on with the survivor."""
        survivor = super()._merge_into(partner, kind)
        self.env.flush_all()
        for table in _TABLES:
            self.env.cr.execute(SQL(
                "UPDATE %s SET profile_id = %s WHERE profile_id = %s",
                SQL.identifier(table), survivor.id, self.id))
        self.env.invalidate_all(flush=False)
        self.env['credit.rpm.event'].sudo()._note('profile', survivor, survivor.company_id.sudo())
        return survivor


class ResPartner(models.Model):
    """Tags and salesperson decide which plan is a customer's, and whose his steps are."""

    _inherit = 'res.partner'

    def write(self, vals):
        res = super().write(vals)
        if {'category_id', 'user_id'} & set(vals):
            profiles_sudo = self.env['credit.profile'].sudo().search([
                ('partner_id', 'in', self.ids), ('rpm_open_ids', '!=', False)])
            for root, own in profiles_sudo.grouped('company_id').items():
                self.env['credit.rpm.event'].sudo()._note('profile', own, root)
        return res
