from odoo import api, fields, models

from ..tools.aging import LEDGER_FIRST_DAYS

#: The first day of an age -> the years that are over on it.
YEARS = {0: 0, **{first: years for years, first in enumerate(LEDGER_FIRST_DAYS, start=1)}}


class CreditProvisionRow(models.Model):
    """One line of a computation: claims of one age and segment, one customer, contract assets."""

    _name = 'credit.provision.row'
    _inherit = ['credit.provision.fixed']
    _description = "Provision Row"
    _order = 'result_id desc, sequence, id'
    _log_access = False

    result_id = fields.Many2one(
        'credit.provision.result', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='result_id.company_id', store=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        selection=[
            ('age', "By age"), ('individual', "Looked at alone"), ('unbilled', "Contract assets"),
        ], required=True, readonly=True,
    )
    name = fields.Char(string="Claims", compute='_compute_name')
    segment = fields.Char(readonly=True)
    basis = fields.Char(readonly=True)
    first_day = fields.Integer(readonly=True)
    last_day = fields.Integer(readonly=True)
    is_last = fields.Boolean(readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='restrict',
    )
    amount = fields.Monetary(string="Balance", readonly=True)
    has_amount = fields.Boolean(readonly=True)
    insured_amount = fields.Monetary(string="Insured", readonly=True)
    rate = fields.Float(string="Loss Rate", digits=(20, 14), readonly=True, aggregator=None)
    has_rate = fields.Boolean(readonly=True)
    factor = fields.Float(
        string="Forward Factor", digits=(6, 4), readonly=True, aggregator=None
    )
    applied_rate = fields.Float(
        digits=(20, 14), readonly=True, aggregator=None,
        help="Loss rate × forward factor, 100 % at most.",
    )
    allowance = fields.Monetary(readonly=True)
    has_allowance = fields.Boolean(readonly=True)

    @api.depends_context('lang')
    @api.depends('kind', 'segment', 'basis', 'first_day', 'last_day', 'is_last', 'partner_id')
    def _compute_name(self):
        for row in self:
            if row.kind == 'individual':
                row.name = row.partner_id.display_name
            elif row.kind == 'unbilled':
                row.name = self.env._("Delivered, not invoiced")
            else:
                age = self._age_text(
                    row.basis, row.first_day, None if row.is_last else row.last_day)
                row.name = f'{row.segment}: {age}' if row.segment else age

    @api.model
    def _age_text(self, basis, first, last):
        """Return what an age is called; whole years since posting are told as years."""
        if basis == 'due' and first == 0:
            return self.env._("Not due")
        started, ended = YEARS.get(first), YEARS.get(last + 1) if last is not None else None
        if basis == 'posting' and started is not None and (last is None or ended):
            if last is None and started:
                return self.env._("Over %(years)s years", years=started)
            if ended:
                return self.env._("%(first)s–%(last)s years", first=started, last=ended)
        return f'{first}–{last}' if last is not None else f'{first}+'
