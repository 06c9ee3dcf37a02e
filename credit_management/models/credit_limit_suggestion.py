from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import scorings
from ..tools.exact import exact, rounded
from ..tools.limits import behaviour_factor
from ..tools.suggested_limits import (
    Inputs,
    all_methods,
    by_working_assets,
    mean_of_three,
    recommend,
)

#: What a person may say of a suggestion while it is a draft.
INPUTS = {
    'profile_id', 'purchases', 'term_days', 'tolerated_days', 'season_percent', 'reference_text',
    'need_percent', 'habit', 'years', 'margin_percent', 'insured', 'insured_percent', 'cap', 'reason',
    'wanted_limit',
}


class CreditLimitSuggestion(models.Model):
    """A limit from all that is known, method by method; a person accepts, amends or declines it."""

    _name = 'credit.limit.suggestion'
    _description = "Suggested Limit, Method by Method"
    _order = 'id DESC'
    _rec_name = 'profile_id'

    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        [('draft', "To Decide"), ('accepted', "Accepted"), ('amended', "Amended"),
         ('declined', "Declined")], default='draft', required=True, readonly=True, copy=False)
    date = fields.Date(readonly=True, default=lambda self: self.env.company._credit_today())

    # === What people add to the books; 0 is not known === #
    purchases = fields.Monetary(
        string="Purchases of a Year", help="Planned; to begin with what he bought in twelve months.")
    term_days = fields.Integer(string="Days of Payment")
    tolerated_days = fields.Integer(string="Days Tolerated", default=15)
    season_percent = fields.Float(string="Season on Top (%)", digits=(5, 1))
    reference_text = fields.Char(
        string="Limits of Other Suppliers", help="Amounts, with semicolons between: 50000; 80000")
    need_percent = fields.Float(string="Of His Purchases From Us (%)", digits=(5, 1))
    habit = fields.Selection(
        [('late', "Late"), ('on_time', "On time"), ('discount', "Takes discounts")], string="Pays")
    years = fields.Integer(string="Years in Business")
    margin_percent = fields.Float(string="Our Margin (%)", digits=(5, 1))
    insured = fields.Monetary(string="Insured Limit")
    insured_percent = fields.Float(string="Insured (%)", digits=(5, 1))
    cap = fields.Monetary(string="At Most", help="The company's own cap; 0: none.")

    # === What follows === #
    rows = fields.Json(compute='_compute_rows')
    amount = fields.Monetary(string="Suggested", compute='_compute_rows')
    has_amount = fields.Boolean(compute='_compute_rows')
    by_text = fields.Char(string="Which Counts", compute='_compute_rows')
    missing_text = fields.Char(string="Not Known", compute='_compute_rows')
    is_weak = fields.Boolean(compute='_compute_rows')
    mean = fields.Monetary(string="Mean of F2, F3 and F4", compute='_compute_rows')
    grade = fields.Char(compute='_compute_rows')

    # === Decided === #
    wanted_limit = fields.Monetary(string="Other Limit", copy=False)
    reason = fields.Char(copy=False)
    kept = fields.Json(readonly=True, copy=False)
    decided_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    request_id = fields.Many2one(
        'credit.limit.request', string="Limit Request", readonly=True, copy=False,
        ondelete='set null')

    # === INPUTS === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        profile = self.env['credit.profile'].browse(values.get('profile_id')).exists()
        if profile:
            profile.check_access('read')
            values.update({name: value for name, value in self._from_books(profile).items()
                           if name in fields and name not in values})
        return values

    @api.model
    def _from_books(self, profile):
        """Return what the books say of the inputs that people may change."""
        advice, profile_sudo = self.env['credit.limit.advice'], profile.sudo()
        company, partner = profile_sudo.company_id, profile_sudo.partner_id
        _peaks, bought, late = advice._trading(company, company._credit_today(), partner=partner)
        sales, term = bought.get(partner.id, (None, None))
        days = late.get(partner.id)
        return {
            'purchases': max(sales or 0.0, 0.0), 'term_days': round(term or 0),
            'habit': False if days is None else 'late' if days > 0 else 'on_time',
            'reference_text': '; '.join(f'{limit:g}' for limit in self._references(profile_sudo)),
            **self._insurance(profile_sudo),
        }

    @api.model
    def _insurance(self, profile_sudo):
        """Return the insurer's largest limit of today and its percent."""
        live = profile_sudo.security_ids.filtered(
            lambda one: one.kind == 'insurance' and one.stage in ('active', 'expiring'))
        if not live:
            return {}
        best = max(live, key=lambda one: one._in_company(one.value))
        return {'insured': best._in_company(best.value), 'insured_percent': best.insured_percent}

    @api.model
    def _references(self, profile_sudo):
        """Return the limits that other suppliers said they give, in company currency."""
        asked = profile_sudo.credit_file_ids.reference_ids.filtered('asked_on')
        return [each for each in asked.mapped('limit_given') if each > 0]

    def _reference_amounts(self):
        """Return the amounts of the text; raise for what is none."""
        amounts = []
        for text in (self.reference_text or '').split(';'):
            if not text.strip():
                continue
            try:
                amounts.append(exact(float(text.strip())))
            except ValueError:
                raise UserError(self.env._(
                    "%(text)s is no amount. Write numbers with semicolons between: 50000; 80000",
                    text=text.strip())) from None
        return tuple(amounts)

    def _inputs(self):
        """Return (`Inputs`, F1 or None, months since the accounts' year)."""
        profile_sudo = self.profile_id._origin.sudo()
        advice, company = self.env['credit.limit.advice'], profile_sudo.company_id
        partner = profile_sudo.partner_id
        peaks, bought, late = advice._trading(company, company._credit_today(), partner=partner)
        accounts = profile_sudo.annual_accounts_ids[:1]
        books, first = self._of_accounts(accounts)

        def known(value, unit=1):
            return exact(value) / unit if value else None

        return Inputs(
            references=self._reference_amounts(), purchases=known(self.purchases),
            term=self.term_days, tolerated=self.tolerated_days,
            season=exact(self.season_percent) / 100, sales=bought.get(partner.id, (None,))[0],
            need=known(self.need_percent, 100), habit=self.habit or None, years=known(self.years),
            margin=known(self.margin_percent, 100), insured=known(self.insured),
            insured_part=known(self.insured_percent, 100),
            bureau=profile_sudo.bureau_limit if profile_sudo.has_bureau_limit else None,
            high_credit=peaks.get(partner.id, (None,))[0],
            behaviour=behaviour_factor(late.get(partner.id)), **books,
        ), first, advice._accounts_months(profile_sudo)

    @api.model
    def _of_accounts(self, accounts):
        """Return (what accounts say of the inputs, F1 in company currency)."""
        if not accounts:
            return {}, None
        plain, found = accounts._accounts(), {}
        if not plain.missing('total_assets', 'total_liabilities'):
            found['net_worth'] = accounts._in_company_currency(plain.equity)
            if plain.get('total_assets') > 0:
                found['debt'] = plain.get('total_liabilities') / plain.get('total_assets')
        if not plain.missing('current_assets', 'current_liabilities') and plain.get(
                'current_liabilities') > 0:
            found['current'] = plain.get('current_assets') / plain.get('current_liabilities')
        first = by_working_assets(plain)
        return found, first.__class__(
            'F1', accounts._in_company_currency(first.amount), first.inputs, first.missing, first.why)

    # === WHAT FOLLOWS === #

    @api.depends('state', *sorted(INPUTS - {'reason', 'wanted_limit'}))
    @api.depends_context('lang')
    def _compute_rows(self):
        for record in self:
            found = record.kept if record.state != 'draft' else (
                record._worked_out() if record.profile_id else None)
            found = found or {}
            names = record.env['credit.limit.advice']._names()
            record.rows = found.get('rows') or []
            record.has_amount = found.get('amount') is not None
            record.amount = found.get('amount') or 0.0
            record.by_text = names.get(found.get('by')) or found.get('by') or False
            record.missing_text = ', '.join(
                names.get(code, code) for code in found.get('missing') or ()) or False
            record.is_weak = bool(found.get('is_weak'))
            record.mean = found.get('mean') or 0.0
            record.grade = found.get('grade') or False

    def _worked_out(self):
        """Return all methods and the recommendation as plain values."""
        inputs, first, months = self._inputs()
        profile_sudo = self.profile_id._origin.sudo()
        methods = all_methods(inputs, first)
        cards = self.env['credit.scorecard']._in_force(profile_sudo.company_id)
        more = {}
        if card := cards.get('composite'):
            more['factors'] = scorings.grade_factors(card._card())
        found = recommend(
            methods, profile_sudo.grade or None, months, cap=self.cap or None,
            step=profile_sudo.currency_id.rounding, **more)
        return {
            'amount': found.amount, 'by': found.by, 'missing': list(found.missing),
            'is_weak': found.is_weak, 'grade': profile_sudo.grade or None, 'months': months,
            'mean': rounded(mean_of_three(methods)),
            'used': {name: rounded(amount) for name, amount in found.used.items()},
            'rows': [{
                'code': code, 'amount': rounded(method.amount), 'why': method.why,
                'inputs': {name: self._plain(value) for name, value in method.inputs.items()},
                'missing': list(method.missing),
            } for code, method in methods.items()],
        }

    @api.model
    def _plain(self, value):
        if isinstance(value, tuple):
            return [rounded(each) for each in value]
        return None if value is None else rounded(value, 4)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
        records = super().create(vals_list)
        if any(record.state != 'draft' for record in records) and not self.env.su:
            raise UserError(self._by_buttons())
        return records

    def write(self, vals):
        self._check_inputs(set(vals))
        if not self.env.su and any(record.state != 'draft' for record in self):
            raise UserError(self.env._("It was decided on, so it stays as it is. Make a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(record.state != 'draft' for record in self):
            raise UserError(self.env._("What was suggested and decided is kept."))

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS:
            raise UserError(self._by_buttons())

    @api.model
    def _by_buttons(self):
        return self.env._("A suggestion is decided on by its buttons: Accept, Amend, Decline.")
