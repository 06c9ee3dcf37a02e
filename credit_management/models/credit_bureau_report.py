import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.bureau_ages import age_state
from ..tools.bureau_values import parse_instant

#: What came from outside stays as it came.
OBSERVED = {
    'company_id', 'bureau_id', 'product', 'provider_ref', 'external_id', 'as_of', 'retrieved_at',
    'content_hash', 'raw_hash', 'content',
}


class CreditBureauReport(models.Model):
    """One report of a bureau, an observation: kept as it came, and superseded by newer ones."""

    _name = 'credit.bureau.report'
    _description = "Credit Bureau Report"
    _order = 'as_of desc, retrieved_at desc, id desc'
    _rec_names_search = ['subject_name', 'provider_ref', 'external_id']

    # === Header === #
    name = fields.Char(compute='_compute_name')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    bureau_id = fields.Many2one(
        'credit.bureau', required=True, readonly=True, ondelete='restrict', index=True
    )
    product = fields.Char(readonly=True)
    provider_ref = fields.Char(string="Bureau's Key", required=True, readonly=True)
    external_id = fields.Char(string="Report Number", required=True, readonly=True)
    as_of = fields.Date(
        required=True, readonly=True, help="The day that the content speaks of; its age counts."
    )
    is_assumed_date = fields.Boolean(
        readonly=True, help="The bureau named no day; the day of fetching was taken."
    )
    retrieved_at = fields.Datetime(string="Fetched", required=True, readonly=True)
    content_hash = fields.Char(required=True, readonly=True)
    raw_hash = fields.Char(readonly=True)
    is_partial = fields.Boolean(readonly=True)
    sections = fields.Char(
        readonly=True, help="The sections that came, between commas; others say nothing."
    )
    sections_failed = fields.Char(readonly=True)
    is_credit = fields.Boolean(
        string="About Credit", readonly=True, help="More than who the company is."
    )
    residency = fields.Char(readonly=True)
    cost = fields.Float(readonly=True, digits=(16, 4))
    cost_currency = fields.Char(readonly=True)
    content = fields.Text(required=True, readonly=True, help="Canonical JSON; its hash is kept.")

    # === Subject === #
    subject_name = fields.Char(string="Subject", readonly=True)
    subject_country = fields.Char(string="Country", readonly=True)
    subject_status = fields.Selection(
        selection=[
            ('active', "Active"),
            ('dormant', "Dormant"),
            ('struck_off_pending', "To be struck off"),
            ('liquidation', "In liquidation"),
            ('insolvent', "Insolvent"),
            ('dissolved', "Dissolved"),
            ('revoked', "Licence revoked"),
            ('unknown', "Unknown"),
        ],
        string="Status", readonly=True,
    )
    is_natural_person = fields.Boolean(string="Natural Person", readonly=True)
    is_disputed = fields.Boolean(
        string="Disputed", readonly=True,
        help="The company objects to what the report says: nothing follows from it by itself.",
    )
    paid_in_capital = fields.Float(readonly=True)
    paid_in_currency = fields.Char(readonly=True)

    # === Whose, and what became of it === #
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, ondelete='restrict'
    )
    state = fields.Selection(
        selection=[
            ('bound', "Current"),
            ('history', "History"),
            ('unmatched', "Unmatched"),
            ('quarantine', "Quarantine"),
        ],
        required=True, readonly=True, index=True,
    )
    match_id = fields.Many2one('credit.bureau.match', readonly=True, index='btree_not_null')
    corrects_id = fields.Many2one(
        'credit.bureau.report', readonly=True, index='btree_not_null', ondelete='set null',
    )
    reasons = fields.Text(
        string="Reason Codes", readonly=True, help="Why it is in quarantine, and notes: JSON."
    )
    redacted_on = fields.Date(
        readonly=True, help="Expired facts about a natural person were taken out on this day."
    )

    # === Rows === #
    score_ids = fields.One2many('credit.bureau.score', 'report_id', readonly=True)
    limit_ids = fields.One2many('credit.bureau.limit', 'report_id', readonly=True)
    cover_ids = fields.One2many('credit.bureau.cover', 'report_id', readonly=True)

    age_state = fields.Selection(
        [('fresh', "Fresh"), ('ageing', "Ageing"), ('stale', "Stale")], string="Report Age",
        compute='_compute_age_state',
    )

    _content_unique = models.UniqueIndex('(company_id, bureau_id, content_hash)')
    _external_idx = models.Index('(bureau_id, external_id)')
    _ref_idx = models.Index('(bureau_id, provider_ref)')
    _partner_idx = models.Index('(partner_id, bureau_id, as_of)')
    _head_idx = models.Index("(partner_id) WHERE state = 'bound'")

    # === COMPUTE === #

    @api.depends('bureau_id', 'subject_name', 'as_of')
    def _compute_name(self):
        for report in self:
            parts = (report.bureau_id.name, report.subject_name, str(report.as_of or ''))
            report.name = ' · '.join(part for part in parts if part)

    @api.depends('name')
    def _compute_display_name(self):
        for report in self:
            report.display_name = report.name

    @api.depends('as_of', 'is_credit', 'bureau_id.score_days', 'bureau_id.identity_days')
    def _compute_age_state(self):
        for report in self:
            bureau = report.bureau_id
            days = bureau.score_days if report.is_credit else bureau.identity_days
            today = report.company_id and report.company_id._credit_today()
            report.age_state = today and age_state(report.as_of, days, today)

    # === CRUD: observations === #

    def write(self, vals):
        if OBSERVED & set(vals):
            raise UserError(self.env._(
                "What a bureau said is kept as it came. A correction is another report."
            ))
        return super().write(vals)

    # === BUSINESS === #

    def _data(self):
        """Return the content as plain values."""
        self.ensure_one()
        return json.loads(self.content)

    @api.model
    def _columns(self, checked, company, bureau):
        """Return the header of a report that was looked at, as values to create."""
        report, subject = checked.report, checked.report['subject']
        cost = report.get('cost') or {}
        capital = subject.get('paid_in_capital') or {}
        return {
            'company_id': company.id, 'bureau_id': bureau.id, 'product': report['product'],
            'provider_ref': report['provider_ref'], 'external_id': report['external_id'],
            'as_of': report['as_of'], 'is_assumed_date': report['as_of_quality'] == 'assumed',
            'retrieved_at': parse_instant(report['retrieved_at']),
            'content_hash': report['content_hash'], 'raw_hash': report.get('raw_hash'),
            'is_partial': report['completeness'] == 'partial',
            'sections': f",identity,{''.join(f'{name},' for name in checked.sections)}",
            'sections_failed': ', '.join(report.get('sections_failed') or []),
            'is_credit': checked.is_credit,
            'residency': report.get('residency'), 'cost': float(cost.get('amount') or 0.0),
            'cost_currency': cost.get('currency'), 'content': checked.content,
            'subject_name': subject['legal_name'], 'subject_country': subject.get('country'),
            'subject_status': subject.get('status') or 'unknown',
            'is_natural_person': bool(subject.get('natural_person')),
            'is_disputed': bool(report.get('disputed')),
            'paid_in_capital': float(capital.get('amount') or 0.0),
            'paid_in_currency': capital.get('currency'),
        }
