from odoo import fields, models

from .res_company import INTERNAL

INSTRUMENT_KINDS = [
    ('bank_bill', "Bank-accepted bill"),
    ('commercial_bill', "Commercial bill"),
    ('cheque', "Cheque"),
    ('riba', "RiBa, LCR"),
    ('debit', "Direct debit"),
]


class AccountPaymentMethodLine(models.Model):
    _inherit = 'account.payment.method.line'

    credit_instrument_kind = fields.Selection(
        INSTRUMENT_KINDS, string="Brings", groups=INTERNAL,
        help="Payments received this way are papers that may come back: what they closed stays in"
        " the customer's exposure until they are honoured.")
