from itertools import pairwise

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.aging import FIRST_DAYS, LEDGER_FIRST_DAYS, InvalidBuckets, buckets
from ..tools.provisions import DUE_RATES, LEDGER_RATES
from ..values import without_defaults

#: How rates come about -> what ages are counted from; None: as one likes.
KINDS = {'due': 'due', 'posting': 'posting', 'ecl': None, 'roll': 'due', 'cohort': None}
#: Kinds whose rates are measured on the ledger at every computation.
MEASURED = ('roll', 'cohort')
#: Rates that a new table starts with.
DEFAULTS = {
    'due': tuple(zip((0, *FIRST_DAYS), DUE_RATES, strict=True)),
    'posting': tuple(zip((0, *LEDGER_FIRST_DAYS), LEDGER_RATES, strict=True)),
    'cohort': tuple((first, 0) for first in (0, *FIRST_DAYS[:3])),
}
#: What may change on a table that a sheet was computed with.
FREE_FIELDS = {'sequence', 'active'}
#: Set by the server alone.
SERVER_FIELDS = {'is_used', 'version', 'previous_id', 'editor_ids'}


class CreditProvisionMatrix(models.Model):
    """A table of loss rates by age, and by segment of customers.

    Once a sheet was computed with it, it never changes: a change is the next version.
    """

    _name = 'credit.provision.matrix'
    _inherit = ['credit.shared']
    _description = "Provision Rates"
    _order = 'sequence, name, version desc, id'

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: for all companies.",
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        'credit.provision.matrix', string="Previous Version", readonly=True, copy=False,
        index='btree_not_null',
    )
    is_used = fields.Boolean(
        string="In Use", readonly=True, copy=False,
        help="A sheet was computed with it, so it stays as it is.",
    )
    editor_ids = fields.Many2many(
        'res.users', 'credit_provision_matrix_editor_rel', string="Rates By", readonly=True,
        copy=False, help="Who typed rates of this version: the first sheet that uses them is approved"
        " by somebody else.",
    )
    kind = fields.Selection(
        selection=[
            ('due', "By days late"),
            ('posting', "By ledger age"),
            ('ecl', "Expected loss: historical rate × forward factor"),
            ('roll', "Roll rates, measured at month-ends"),
            ('cohort', "Cohort, measured on old sales"),
        ], required=True, default='due',
    )
    basis = fields.Selection(
        selection=[('due', "Due date"), ('posting', "Posting date")], string="Age Counts From",
        compute='_compute_basis', store=True, readonly=False, required=True, precompute=True,
    )
    forward_factor = fields.Float(
        default=1.0, digits=(6, 4),
        help="What is expected to be worse (above 1) or better than history. Segments have their"
        " own. A rate grows to 100 % at most.",
    )
    credits = fields.Selection(
        selection=[
            ('keep', "Shown, not deducted"),
            ('deduct', "Deducted from the customer's oldest invoices"),
        ], string="Unallocated Credits", required=True, default='keep',
    )
    insured = fields.Selection(
        selection=[
            ('inside', "Lowers the loss"),
            ('separate', "An asset of its own"),
        ], string="Insured Part", required=True, default='inside',
        help="Cover that belongs to the terms of the sale lowers the loss. Cover that is recognised"
        " by itself stands beside it as an asset.",
    )
    counts_unbilled = fields.Boolean(
        string="Contract Assets",
        help="What is delivered and not invoiced gets an allowance too, in a row of its own.",
    )
    unbilled_rate = fields.Float(string="Rate of Contract Assets", digits=(20, 14))
    steps = fields.Integer(
        string="Buckets of 30 Days", default=4,
        help="So many buckets of equal width are late; the last one is open for what is older.",
    )
    month_ends = fields.Integer(
        string="Month-ends Measured", default=7,
        help="So many month-ends in a row, the last ones. With fewer nothing is measured.",
    )
    final_rate = fields.Float(
        string="Loss of the Last Bucket", digits=(20, 14), default=1.0,
        help="What part of the last bucket is never paid.",
    )
    cohort_months = fields.Integer(
        string="Months of Sales", default=12, help="The invoices of so many months are followed."
    )
    cohort_days = fields.Integer(
        string="Followed for (days)", default=365,
        help="The last invoice is so old on the day of the sheet; what is not paid by then is lost.",
    )
    note = fields.Text("Source", help="Where the rates come from, for whoever checks the sheet.")
    segment_ids = fields.One2many('credit.provision.matrix.segment', 'matrix_id', copy=False)
    line_ids = fields.One2many('credit.provision.matrix.line', 'matrix_id', copy=False)

    _version_unique = models.UniqueIndex(
        '(previous_id) WHERE previous_id IS NOT NULL',
        "These rates have a next version already. Open that one.",
    )
    _factor_positive = models.Constraint(
        'CHECK (forward_factor >= 0)', "A forward factor is not below zero."
    )
    _parts_of_one = models.Constraint(
        'CHECK (final_rate BETWEEN 0 AND 1 AND unbilled_rate BETWEEN 0 AND 1)',
        "A rate is between 0 and 100 %.",
    )
    _measured_over = models.Constraint(
        'CHECK (steps BETWEEN 1 AND 24 AND month_ends BETWEEN 2 AND 60'
        ' AND cohort_months BETWEEN 1 AND 60 AND cohort_days BETWEEN 0 AND 3650)',
        "Roll rates take 1 to 24 buckets and 2 to 60 month-ends; a cohort 1 to 60 months of sales,"
        " followed for at most 3650 days.",
    )

    # === COMPUTE === #

    @api.depends('kind')
    def _compute_basis(self):
        for matrix in self:
            matrix.basis = KINDS[matrix.kind] or matrix.basis or 'due'

    @api.depends('name', 'version')
    def _compute_display_name(self):
        for matrix in self:
            matrix.display_name = f'{matrix.name} v{matrix.version}'

    # === CONSTRAINTS === #

    @api.constrains('kind', 'basis', 'line_ids', 'segment_ids')
    def _check_rates(self):
        """Refuse rates that are none; a table without any may be filled in later."""
        for matrix in self:
            fixed = KINDS[matrix.kind]
            if fixed and matrix.basis != fixed:
                raise ValidationError(self.env._(
                    "%(matrix)s: this kind of rates counts ages in one way only. Set Age Counts"
                    " From back.", matrix=matrix.name,
                ))
            if matrix.kind in MEASURED and matrix.segment_ids:
                raise ValidationError(self.env._(
                    "%(matrix)s: rates are measured for all customers together. Remove the segments,"
                    " or use expected loss.", matrix=matrix.name,
                ))
            if matrix.kind != 'roll' and matrix.line_ids:
                for segment in (*matrix.segment_ids, matrix.segment_ids.browse()):
                    matrix._check_bands(segment)

    def _check_bands(self, segment):
        """Check the bands of one segment, or of everybody else."""
        lines = self._lines_of(segment)
        whose = segment.name or self.env._("all other customers")
        if not lines:
            raise ValidationError(self.env._(
                "%(matrix)s has no rates for %(segment)s. Add a line for each age, from day 0 on.",
                matrix=self.name, segment=whose,
            ))
        if lines[0].first_day != 0:
            raise ValidationError(self.env._(
                "%(matrix)s, %(segment)s: the first age begins on day %(day)s. It must begin on day"
                " 0, which stands for everything before the next one.",
                matrix=self.name, segment=whose, day=lines[0].first_day,
            ))
        try:
            buckets(self._bands(lines), self.basis)
        except InvalidBuckets as error:
            raise ValidationError(self._band_text(error, whose, lines)) from None

    @staticmethod
    def _bands(lines):
        days = [line.first_day for line in lines]
        rows = [{'code': str(days[0]), 'from': None, 'to': days[1] - 1 if days[1:] else None}]
        for first, following in pairwise((*days[1:], None)):
            last = None if following is None else following - 1
            rows.append({'code': str(first), 'from': first, 'to': last})
        return rows

    def _band_text(self, error, whose, lines):
        day = lines[error.row - 1].first_day if error.row else 0
        if error.code == 'due':
            return self.env._(
                "%(matrix)s, %(segment)s: no age begins on day 1, where being late begins. Add it,"
                " so that what is not due has a rate of its own.", matrix=self.name, segment=whose,
            )
        return self.env._(
            "%(matrix)s, %(segment)s: two ages begin on day %(day)s. Keep one of them.",
            matrix=self.name, segment=whose, day=day,
        )

    def _lines_of(self, segment):
        """Return the lines of `segment` in order; of none: those of everybody else."""
        return self.line_ids.filtered(lambda line: line.segment_id == segment).sorted('first_day')

    # === CRUD: used is for ever === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_server_fields({name for name, value in vals.items() if value})
        clean = without_defaults(self, SERVER_FIELDS)
        matrices = super(CreditProvisionMatrix, clean).create(vals_list)
        matrices._change_rates()
        for matrix, vals in zip(matrices, vals_list, strict=True):
            if not vals.get('line_ids') and not matrix.previous_id:
                matrix.line_ids = [
                    Command.create({'first_day': first, 'rate': float(rate)})
                    for first, rate in DEFAULTS.get(matrix.kind, ())
                ]
        return matrices

    def write(self, vals):
        self._check_server_fields(set(vals))
        self.check_access('write')
        if set(vals) - FREE_FIELDS - SERVER_FIELDS:
            self._change_rates()
        return super().write(vals)

    def _check_server_fields(self, names):
        if not self.env.su and names & SERVER_FIELDS:
            raise UserError(self.env._(
                "Version and use of a table are set by what happens to it. Press New Version to"
                " change rates."
            ))

    def _change_rates(self):
        """Note who changes `self`; raise unless all of them may still be changed."""
        self._check_unused()
        if not self.env.su:
            for matrix_sudo in self.sudo():
                matrix_sudo.editor_ids |= self.env.user

    def _check_unused(self):
        """Raise unless all of `self` may still be changed."""
        if used := self.filtered('is_used'):
            raise UserError(self.env._(
                "A sheet was computed with %(matrix)s, so it stays as it is. Press New Version and"
                " change that.", matrix=used[0].display_name,
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if used := self.filtered('is_used'):
            raise UserError(self.env._(
                "A sheet was computed with %(matrix)s, so it stays readable. Archive it instead.",
                matrix=used[0].display_name,
            ))
