from odoo import api, fields, models

from ..tools import disputes as pure


class CreditCaseFigures(models.TransientModel):
    """How disputes went: by `tools.disputes`."""

    _inherit = 'credit.case.figures'

    dispute_ids = fields.One2many(
        'credit.case.figures.dispute', 'figures_id', compute='_compute_dispute_ids', store=True)
    dispute_rate = fields.Float(
        string="Disputed of Invoiced", compute='_compute_dispute_record', digits=(6, 4),
        help="What was raised in the period, as a part of what was invoiced in it.")
    has_dispute_rate = fields.Boolean(compute='_compute_dispute_record')
    dispute_days = fields.Float(
        string="Days to Settle", compute='_compute_dispute_record', digits=(6, 1),
        help="On average, of those settled in the period.")
    has_dispute_days = fields.Boolean(compute='_compute_dispute_record')
    dispute_valid = fields.Float(
        string="Credited of Settled", compute='_compute_dispute_record', digits=(6, 4),
        help="How much of what was settled in the period was credited: the customer was right.")
    has_dispute_valid = fields.Boolean(compute='_compute_dispute_record')

    @api.depends('date_from', 'date_to', 'company_id')
    def _compute_dispute_record(self):
        for figures in self._of_own_companies():
            found = pure.record(figures._disputes(), figures._invoiced(),
                                figures.date_from, figures.date_to)
            figures.dispute_rate, figures.has_dispute_rate = _shown(found.rate)
            figures.dispute_days, figures.has_dispute_days = _shown(found.days)
            figures.dispute_valid, figures.has_dispute_valid = _shown(found.valid)

    @api.depends('date_from', 'date_to', 'company_id')
    def _compute_dispute_ids(self):
        for figures in self._of_own_companies():
            raised = [one for one in figures._disputes()
                      if figures.date_from <= one.raised_on <= figures.date_to]
            figures.dispute_ids = [(5,)] + [
                (0, 0, {'reason_id': reason, 'count': count, 'amount': float(amount)})
                for reason, count, amount in pure.by_reason(raised)
            ]

    def _disputes(self):
        """Return the `tools.disputes.Dispute` raised or settled in the period, by reason.

        One that was opened again is one dispute, from its first day to its last answer.
        """
        disputes_sudo = self.env['credit.dispute'].sudo()
        rows_sudo = disputes_sudo.search([
            ('company_id', '=', self.company_id.id), ('raised_on', '<=', self.date_to),
            '|', ('raised_on', '>=', self.date_from), ('resolved_on', '>=', self.date_from),
        ], order='id')
        again_sudo = disputes_sudo.search([('reopens_id', 'in', rows_sudo.ids)]).reopens_id
        return [
            pure.Dispute(one.id, None, one.reason_id.id, one.amount,
                         one.first_raised_on or one.raised_on,
                         resolved_on=one.resolved_on or None, credited=one.credited)
            for one in rows_sudo - again_sudo
        ]

    def _invoiced(self):
        """Return what was invoiced in the period, in the company's currency."""
        [(amount,)] = self.env['account.move'].sudo()._read_group([
            ('company_id', 'child_of', self.company_id.id), ('move_type', '=', 'out_invoice'),
            ('state', '=', 'posted'), ('invoice_date', '>=', self.date_from),
            ('invoice_date', '<=', self.date_to),
        ], [], ['amount_total_signed:sum'])
        return amount or 0.0


class CreditCaseFiguresDispute(models.TransientModel):
    _name = 'credit.case.figures.dispute'
    _description = "What Is Disputed"

    figures_id = fields.Many2one('credit.case.figures', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='figures_id.currency_id')
    reason_id = fields.Many2one('credit.dispute.reason', readonly=True)
    count = fields.Integer(string="Disputes", readonly=True)
    amount = fields.Monetary(string="Disputed", readonly=True)


def _shown(value):
    """Return a figure for a screen, and whether it is known."""
    return float(value or 0), value is not None
