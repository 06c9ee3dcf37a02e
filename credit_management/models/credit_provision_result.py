from odoo import api, fields, models


class CreditProvisionResult(models.Model):
    """What one table of rates gave at one computation of a sheet.

    Append-only: computing again makes the next version beside it. The sheet is the only writer.
    """

    _name = 'credit.provision.result'
    _inherit = ['credit.provision.fixed']
    _description = "Provision Computed"
    _order = 'version desc, is_main desc, id'

    provision_id = fields.Many2one(
        'credit.provision', string="Sheet", required=True, readonly=True, index=True,
        ondelete='cascade',
    )
    company_id = fields.Many2one(related='provision_id.company_id', store=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True)
    is_main = fields.Boolean(
        string="To Be Booked", readonly=True, help="The others are for comparison."
    )
    matrix_id = fields.Many2one(
        'credit.provision.matrix', string="Rates", required=True, readonly=True,
        index=True, ondelete='restrict',
    )
    kind = fields.Selection(related='matrix_id.kind')
    computed_at = fields.Datetime(required=True, readonly=True)
    computed_by_id = fields.Many2one('res.users', required=True, readonly=True)
    open_amount = fields.Monetary(
        string="Claims", readonly=True, help="What was open, unallocated credits apart."
    )
    unallocated = fields.Monetary(
        readonly=True, help="Receipts and credit notes that nobody allocated; below zero."
    )
    deducted = fields.Monetary(
        string="Credits Deducted", readonly=True,
        help="What unallocated credits took off claims, because these rates say so.",
    )
    portfolio = fields.Monetary(readonly=True, help="By age, for all who are not looked at alone.")
    individual = fields.Monetary(readonly=True, help="Customers who are looked at alone.")
    contract_assets = fields.Monetary(readonly=True)
    total = fields.Monetary(string="Allowance Needed", readonly=True)
    has_total = fields.Boolean(readonly=True, help="Whether all of it is known.")
    reimbursement = fields.Monetary(
        string="Insurer's Part", readonly=True, help="An asset of its own, beside the allowance."
    )
    month_ends = fields.Integer(string="Month-ends in a Row", readonly=True)
    sold = fields.Monetary(string="Sales Followed", readonly=True)
    late_births = fields.Json(readonly=True)
    remark = fields.Text(compute='_compute_remark')
    row_ids = fields.One2many('credit.provision.row', 'result_id', readonly=True)

    _version_unique = models.UniqueIndex('(provision_id, version, matrix_id)')

    @api.depends('matrix_id', 'date', 'version')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for result in self:
            result.display_name = self.env._(
                "%(rates)s, computation %(version)s", rates=result.matrix_id.display_name,
                version=result.version,
            )

    @api.depends_context('lang')
    @api.depends('has_total', 'month_ends', 'sold', 'late_births')
    def _compute_remark(self):
        for result in self:
            result.remark = '\n'.join(result._remarks()) or False

    def _remarks(self):
        """Return what whoever reads the figure has to know."""
        matrix, found = self.matrix_id, []
        if matrix.kind == 'roll' and self.month_ends < matrix.month_ends:
            found.append(self.env._(
                "Roll rates need %(needed)s month-ends in a row; %(kept)s are there, so there is no"
                " rate and no allowance.", needed=matrix.month_ends, kept=self.month_ends,
            ))
        elif matrix.kind == 'cohort' and not self.sold:
            found.append(self.env._(
                "There were no sales to follow, so there is no rate and no allowance."
            ))
        elif not self.has_total:
            found.append(self.env._(
                "Not all of it is known: %(rows)s.",
                rows=', '.join(self.row_ids.filtered(lambda row: not row.has_allowance).mapped('name')),
            ))
        if self.late_births:
            found.append(self.env._(
                "More is late in a bucket than was in the one before it a month earlier: look for"
                " documents with an earlier date."
            ))
        return found

    # === ACTIONS === #

    def action_open_rows(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.display_name,
            'res_model': 'credit.provision.row',
            'view_mode': 'list,pivot',
            'domain': [('result_id', '=', self.id)],
        }
