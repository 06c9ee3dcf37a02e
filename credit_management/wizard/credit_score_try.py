from odoo import api, fields, models

from ..tools import scorings
from ..tools.exact import exact
from ..tools.limit_requests import months_between
from ..tools.provisional_grades import best_by_paying
from ..tools.suggested_limits import Inputs, all_methods, recommend
from ..tools.waves import NEW_MONTHS

#: Field -> the part of the composite grade, or of paying, that it is; each has a ``knows_`` beside it.
SHOWN = ('days', 'promises', 'disputed', 'characteristics', 'bureau', 'accounts')


class CreditScoreTry(models.TransientModel):
    """What if: any input may be changed, and score, grade and suggested limit move. Nothing is kept."""

    _name = 'credit.score.try'
    _description = "What If Scores Were Others"
    _rec_name = 'profile_id'

    profile_id = fields.Many2one('credit.profile', string="Customer", required=True, readonly=True)
    company_id = fields.Many2one(related='profile_id.company_id')
    currency_id = fields.Many2one(related='profile_id.currency_id')

    days = fields.Float(string="Days Beyond Terms", digits=(8, 1))
    promises = fields.Float(string="Promises Kept (%)", digits=(5, 1))
    disputed = fields.Float(string="Disputed Without Ground (%)", digits=(5, 1))
    characteristics = fields.Float(string="Characteristics (%)", digits=(5, 1))
    bureau = fields.Float(string="Bureau Score (1 to 100)", digits=(5, 1))
    accounts = fields.Float(string="Points of Annual Accounts", digits=(5, 1))
    knows_days = fields.Boolean(string="Days Known")
    knows_promises = fields.Boolean(string="Promises Known")
    knows_disputed = fields.Boolean(string="Disputes Known")
    knows_characteristics = fields.Boolean(string="Rating Known")
    knows_bureau = fields.Boolean(string="Bureau Known")
    knows_accounts = fields.Boolean(string="Accounts Known")
    danger = fields.Selection(
        [('alert', "Alert"), ('stop', "Stop")], string="Danger Signals")
    is_blocked = fields.Boolean(string="Blocked, or a Bureau Says Stop")
    is_new = fields.Boolean(string="Customer of Less Than a Year")

    purchases = fields.Monetary(string="Purchases of a Year")
    term_days = fields.Integer(string="Days of Payment")
    net_worth = fields.Monetary()
    bureau_limit = fields.Monetary(string="Recommended by Bureaus")
    high_credit = fields.Monetary()

    points = fields.Float(compute='_compute_result', digits=(5, 1))
    coverage = fields.Float(string="Known (%)", compute='_compute_result', digits=(5, 1))
    grade = fields.Char(compute='_compute_result')
    caps_text = fields.Char(string="Held Down By", compute='_compute_result')
    limit = fields.Monetary(string="Suggested Limit", compute='_compute_result')
    has_limit = fields.Boolean(compute='_compute_result')
    by_text = fields.Char(string="Which Counts", compute='_compute_result')
    points_now = fields.Float(readonly=True, digits=(5, 1))
    grade_now = fields.Char(string="Grade by Scores Now", readonly=True)
    grade_given = fields.Selection(related='profile_id.grade', string="Grade Given")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        profile = self.env['credit.profile'].browse(values.get('profile_id')).exists()
        if profile:
            profile.check_access('read')
            values.update({name: value for name, value in self._now(profile.sudo()).items()
                           if name in fields})
        return values

    @api.model
    def _now(self, profile_sudo):
        """Return what the books, people and bureaus say today."""
        scores, suggestions = self.env['credit.score'].sudo(), self.env['credit.limit.suggestion']
        cards = self.env['credit.scorecard']._in_force(profile_sudo.company_id)
        known = scores._known(profile_sudo, cards, scores._lateness(
            profile_sudo.company_id, profile_sudo.partner_id))[profile_sudo]
        outcomes = scores._outcomes(cards, known)
        parts, caps = scores._parts(outcomes, known)
        found = outcomes.get('composite')
        shown = {
            'days': known.days, 'promises': _percent(known.promises),
            'disputed': _percent(known.disputed), **{name: parts[name] for name in SHOWN[3:]}}
        inputs, _first, _months = suggestions.new(
            {'profile_id': profile_sudo.id, **suggestions._from_books(profile_sudo)})._inputs()
        return {
            **{name: float(value or 0) for name, value in shown.items()},
            **{f'knows_{name}': value is not None for name, value in shown.items()},
            'danger': next((code for code in ('stop', 'alert') if code in caps), False),
            'is_blocked': 'hard_stop' in caps, 'is_new': 'new' in caps,
            'purchases': float(inputs.purchases or 0), 'term_days': inputs.term,
            'net_worth': float(inputs.net_worth or 0), 'bureau_limit': float(inputs.bureau or 0),
            'high_credit': float(inputs.high_credit or 0),
            'points_now': float(found.points or 0) if found else 0.0,
            'grade_now': found and found.band or '–',
        }

    @api.depends(
        'profile_id', *SHOWN, *(f'knows_{name}' for name in SHOWN), 'danger', 'is_blocked', 'is_new',
        'purchases', 'term_days', 'net_worth', 'bureau_limit', 'high_credit')
    @api.depends_context('lang')
    def _compute_result(self):
        caps_words = self.env['credit.score']._cap_words()
        names = self.env['credit.limit.advice']._names()
        for wizard in self:
            cards = self.env['credit.scorecard']._in_force(
                wizard.profile_id.sudo().company_id or self.env.company)
            found, limit = wizard._grade(cards), None
            if found:
                limit = wizard._limit(cards, found.band)
            wizard.points = float(found.points or 0) if found else 0.0
            wizard.coverage = float(found.coverage * 100) if found else 0.0
            wizard.grade = found and found.band or '–'
            wizard.caps_text = found and ', '.join(caps_words[cap] for cap in found.caps) or False
            wizard.has_limit = bool(limit) and limit.amount is not None
            wizard.limit = limit.amount or 0.0 if limit else 0.0
            wizard.by_text = names.get(limit.by) if limit else False

    def _grade(self, cards):
        """Return the `Outcome` of the composite grade by what is typed, or None without cards."""
        def known(name):
            return exact(self[name]) if self[f'knows_{name}'] else None

        def part(name):
            value = known(name)
            return None if value is None else min(max(value, exact(0)), exact(100))

        if not {'payment', 'composite'} <= set(cards):
            return None
        paid = scorings.by_payment(
            cards['payment']._card(), known('days'), _part(part('promises')),
            _part(part('disputed')))
        caps = [self.danger] if self.danger else []
        caps += ['hard_stop'] * self.is_blocked + ['new'] * self.is_new
        return scorings.by_parts(cards['composite']._card(), {
            'payment': paid.points, **{name: part(name) for name in SHOWN[3:]}}, caps,
            best_by_paying(self._months(), known('days')))

    def _months(self):
        """Return the months since his first invoice, as far as *New* lets them count."""
        profile_sudo = self.profile_id.sudo()
        first = self.env['credit.score']._first_invoices(profile_sudo).get(
            profile_sudo.partner_id.id)
        months = first and months_between(first, profile_sudo.company_id._credit_today()) or 0
        return 0 if self.is_new else max(months, NEW_MONTHS)

    def _limit(self, cards, grade):
        """Return the `Recommendation` for a grade by what is typed."""
        def known(name):
            return exact(max(self[name], 0)) if self[name] else None

        methods = all_methods(Inputs(
            net_worth=known('net_worth'), purchases=known('purchases'),
            term=max(self.term_days, 0), bureau=known('bureau_limit'),
            high_credit=known('high_credit')))
        return recommend(
            methods, grade, step=self.currency_id.rounding or 0.01,
            factors=scorings.grade_factors(cards['composite']._card()))


def _percent(share):
    return None if share is None else 100 * share


def _part(percent):
    return None if percent is None else percent / 100
