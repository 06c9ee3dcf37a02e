from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """Which papers a company wants of each claim, and who is told where they are missing."""

    _inherit = 'res.company'

    credit_evidence_contract = fields.Boolean(
        string="Claims Need a Contract", groups=INTERNAL,
        help="Off: a contract counts for customers who have one, and is missing nowhere else.")
    credit_weak_amount = fields.Monetary(
        string="Weak Claims From Amount", groups=INTERNAL,
        help="A customer whose weak claims come to so much is a task; 0: nobody is told.")
    credit_receipt_days = fields.Integer(
        string="Ask for Receipt After (days)", groups=INTERNAL,
        help="So many days after its date, an invoice that was sent, with no sign that the customer"
             " has it, is a task; 0: nobody is told.")
    credit_proof_first = fields.Boolean(
        string="No Invoice Without Proof of Delivery", groups=INTERNAL,
        help="What was delivered is invoiced, but the invoice leaves when the proof is there.")

    _credit_evidence_positive = models.Constraint(
        'CHECK (credit_weak_amount >= 0 AND credit_receipt_days >= 0)',
        "Amount and days are not below zero.")

    def write(self, vals):
        res = super().write(vals)
        if 'credit_evidence_contract' in vals and self.env.registry.ready and (
            roots := self.filtered(lambda company: not company.parent_id)
        ):
            roots._credit_limitation_again()
            self.env.ref('credit_management.credit_limitation_cron').sudo()._trigger()
        return res
