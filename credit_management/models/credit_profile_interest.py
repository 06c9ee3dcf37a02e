from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import formatLang

from ..tools.exact import rounded, total
from ..tools.late_interest import agreed
from .credit_profile import FIGURES

MANAGER = 'credit_management.credit_management_group_manager'
#: Of more late lines interest is counted when somebody asks, not whenever the page is opened.
SHOWN_LINES = 500
#: What was agreed with a customer: a manager writes it down, the log keeps it.
AGREED = ('interest_terms_id', 'interest_agreed', 'interest_rate', 'interest_basis')


class CreditProfile(models.Model):
    """What a customer pays in interest when he is late: agreed, by other terms, or the company's."""

    _inherit = 'credit.profile'

    interest_terms_id = fields.Many2one(
        'credit.interest.terms', string="Terms of Late Interest", groups=FIGURES,
        ondelete='restrict', domain="[('company_id', 'in', (False, company_id))]",
        help="Empty: those of the company.",
    )
    interest_agreed = fields.Selection(
        [('year', "Agreed, a year"), ('day', "Agreed, a day")], string="Agreed Rate", groups=FIGURES,
        help="What the contract says goes before any terms.",
    )
    interest_rate = fields.Float(string="Rate", digits=(12, 8), groups=FIGURES)
    interest_basis = fields.Selection(
        [('360', "360 days"), ('365', "365 days"), ('actual', "Days of each year")],
        string="A Year Has", default='365', groups=FIGURES,
    )
    interest_shown = fields.Char(
        string="Late Interest", compute='_compute_interest', groups=FIGURES,
        help="On what is open and late today, beside what was invoiced already; nothing of it is"
             " booked.",
    )
    interest_by = fields.Char(string="Counted By", compute='_compute_interest', groups=FIGURES)
    interest_missing = fields.Char(compute='_compute_interest', groups=FIGURES)
    interest_claim_ids = fields.One2many('credit.interest.claim', 'profile_id', groups=FIGURES)

    @api.constrains('interest_agreed', 'interest_rate')
    def _check_interest_rate(self):
        for profile in self:
            if profile.interest_agreed and not 0 < profile.interest_rate < 1:
                raise ValidationError(self.env._(
                    "An agreed rate of interest lies between 0 and 100 %. Type 12 % as 12."))

    def write(self, vals):
        names = [name for name in AGREED if name in vals]
        if not names:
            return super().write(vals)
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._(
                "What a customer pays in interest is a credit manager's to write down. Ask one."))
        before = {profile.id: profile._snapshot_values(names) for profile in self}
        res = super().write(vals)
        for profile in self:
            after = profile._snapshot_values(names)
            if after != before[profile.id]:
                profile._log_change('profile', before[profile.id], after)
        return res

    # === TERMS === #

    def _has_interest_terms(self):
        return bool(self.interest_agreed or self.interest_terms_id)

    def _interest_terms_here(self):
        """Return the `Terms` that count for this customer, or None: no interest."""
        self.ensure_one()
        if self.interest_agreed == 'year':
            basis = self.interest_basis or '365'
            return agreed(
                yearly=self.interest_rate, basis=basis if basis == 'actual' else int(basis))
        if self.interest_agreed == 'day':
            return agreed(daily=self.interest_rate)
        return (self.interest_terms_id or self.company_id._credit_interest_terms())._terms()

    def _interest_terms_words(self):
        self.ensure_one()
        # As many digits as were typed.
        shown = f'{100 * self.interest_rate:.10g}'
        if self.interest_agreed == 'year':
            return self.env._("Agreed: %(rate)s %% a year", rate=shown)
        if self.interest_agreed == 'day':
            return self.env._("Agreed: %(rate)s %% a day", rate=shown)
        terms = self.interest_terms_id or self.company_id.sudo()._credit_interest_terms()
        return terms.name or self.env._("none")

    # === TODAY === #

    def _interest_line_ids(self, until, paid_too=False):
        """Return maturity lines that were late by `until`: the open ones, or the paid ones too."""
        self.ensure_one()
        open_only = [] if paid_too else [('amount_residual', '>', 0)]
        return self.env['account.move.line'].sudo().search([
            ('partner_id.commercial_partner_id', '=', self.sudo().partner_id.id),
            ('parent_state', '=', 'posted'),
            ('account_type', '=', 'asset_receivable'), ('balance', '>', 0),
            ('company_id', 'child_of', self.company_id.id), ('date_maturity', '<', until),
            *open_only,
        ], order='date_maturity, id').ids

    @api.depends('interest_terms_id', 'interest_agreed', 'interest_rate', 'interest_basis')
    @api.depends_context('lang')
    def _compute_interest(self):
        interest = self.env['credit.interest']
        for profile in self:
            profile.interest_by = profile._interest_terms_words()
            profile.interest_shown = profile.interest_missing = False
            if not profile.id:
                continue
            today = profile.company_id._credit_today()
            line_ids = profile._origin._interest_line_ids(today)
            if len(line_ids) > SHOWN_LINES:
                profile.interest_shown = self.env._(
                    "%(count)s late lines: press Interest… to count them.",
                    count=formatLang(self.env, len(line_ids), digits=0))
                continue
            claimed = self.env['credit.interest.claim'].sudo()._claimed(line_ids, ('posted',))
            found = interest._of_lines(line_ids, today, claimed).values()
            unknown = next((one.unknown for one in found if one.unknown), None)
            profile.interest_missing = unknown and interest._unknown_words(unknown)
            profile.interest_shown = profile._interest_words(found)

    def _interest_words(self, found):
        """Return the sums of what is known, one a currency, and lump sums apart."""
        sums, lumps = {}, {}
        for one in found:
            if one.amount:
                sums.setdefault(one.currency_id, []).append(one.amount)
            if one.charge and one.charge.lump_sum:
                lumps.setdefault(one.terms.lump_currency, []).append(one.charge.lump_sum)
        currencies = self.env['res.currency'].sudo()
        parts = [
            self._interest_money(currencies.browse(currency), amounts)
            for currency, amounts in sums.items()
        ] + [
            self.env._("%(amount)s lump sums", amount=self._interest_money(
                currencies.with_context(active_test=False).search([('name', '=', name)], limit=1),
                amounts)) for name, amounts in lumps.items()
        ]
        return ' + '.join(parts)

    def _interest_money(self, currency, amounts):
        digits = currency.decimal_places or 2
        return formatLang(self.env, rounded(total(amounts), digits), currency_obj=currency)

    # === ACTIONS === #

    def action_claim_interest(self):
        """Make sheets of what late lines bear until today, one a currency, and open them."""
        self.ensure_one()
        claims = self.env['credit.interest.claim']._make(self)
        return claims._action_open()
