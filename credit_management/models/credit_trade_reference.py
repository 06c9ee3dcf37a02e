from statistics import median

from odoo import api, fields, models

from ..tools.limits import behaviour_factor
from ..tools.suggested_limits import by_high_credit, by_references

#: How a customer paid another supplier -> days beyond terms, as his own would count.
EXPERIENCES = {'prompt': 0, 'slow': 15, 'late': 45, 'bad': 90}


class CreditTradeReference(models.Model):
    """What another supplier says of a customer: what he gives him, what was owed, how it was paid."""

    _name = 'credit.trade.reference'
    _description = "Trade Reference"
    _order = 'id'
    _rec_name = 'firm'

    file_id = fields.Many2one(
        'credit.file', string="Credit File", index='btree_not_null', ondelete='cascade')
    application_id = fields.Many2one(
        'credit.application', index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    firm = fields.Char(string="Supplier", required=True)
    contact = fields.Char(help="Who can be asked, and where.")
    limit_given = fields.Monetary(string="Gives a Limit of", help="0: not known.")
    high_credit = fields.Monetary(string="Owed at Most", help="In 12 months. 0: not known.")
    terms = fields.Integer(string="Terms (days)")
    experience = fields.Selection(
        [('prompt', "Prompt"), ('slow', "Slow"), ('late', "Late"), ('bad', "Bad")], string="Pays")
    asked_on = fields.Date(help="When the supplier was asked. Only who was asked counts.")
    asked_by_id = fields.Many2one('res.users')

    _whose = models.Constraint(
        'CHECK (file_id IS NOT NULL OR application_id IS NOT NULL)',
        "A reference belongs to a credit file or an application.")

    @api.depends('file_id', 'application_id')
    def _compute_company_id(self):
        for reference in self:
            reference.company_id = (
                reference.file_id.company_id or reference.application_id.company_id)

    def action_asked(self):
        """Note that the supplier was asked today."""
        self.check_access('write')
        for reference in self:
            reference.write({
                'asked_on': reference.company_id._credit_today(), 'asked_by_id': self.env.uid})
        return True


class CreditFile(models.Model):
    _inherit = 'credit.file'

    reference_ids = fields.One2many(
        'credit.trade.reference', 'file_id', string="Trade References")


class CreditLimitAdvice(models.AbstractModel):
    """What other suppliers say: F3 by what they give, F9 by what was owed, while we have no own."""

    _inherit = 'credit.limit.advice'

    @api.model
    def _methods(self, profile):
        methods = super()._methods(profile)
        asked = self.env['credit.trade.reference'].sudo().search([
            ('file_id.profile_id', '=', profile.id), ('asked_on', '!=', False)])
        if not asked:
            return methods
        methods['F3'] = by_references([one.limit_given for one in asked if one.limit_given])
        owed = [one.high_credit for one in asked if one.high_credit]
        own = methods.get('F9')
        if owed and (own is None or not own.amount):
            days = [EXPERIENCES[one.experience] for one in asked if one.experience]
            methods['F9'] = by_high_credit(
                median(owed), behaviour_factor(max(days) if days else None))
        return methods
