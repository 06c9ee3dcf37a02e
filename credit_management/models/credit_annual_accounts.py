from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..tools.annual_accounts import (
    ENTRIES,
    PARTS,
    Z_MODELS,
    Accounts,
    bathory,
    working_asset_limit,
    z_score,
)
from ..tools.exact import rounded


class CreditAnnualAccounts(models.Model):
    """A customer's accounts of one year, entry by entry, and what they say of him.

    What the accounts do not tell is not known, and no figure is made of it.
    """

    _name = 'credit.annual.accounts'
    _description = "Annual Accounts of a Customer"
    _order = 'year_end DESC, id DESC'
    _rec_name = 'year_end'

    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    year_end = fields.Date(string="Year Ended", required=True)
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id)
    kind = fields.Selection(
        '_selection_kind', string="Firm", required=True, default='private',
        help="Altman's Z differs for listed makers, other makers, and all other firms.")
    source = fields.Char(help="Where the figures come from: the filing, the auditor, the customer.")
    is_audited = fields.Boolean(string="Audited")
    line_ids = fields.One2many(
        'credit.annual.accounts.line', 'accounts_id', string="Entries",
        default=lambda self: self._all_entries(), copy=True)
    doubt = fields.Char(compute='_compute_doubt')

    working_assets = fields.Float(compute='_compute_readings', digits=(16, 2))
    asset_value = fields.Float(
        string="Working Asset Value", compute='_compute_readings', digits=(16, 4))
    asset_share = fields.Float(
        string="Of Working Assets (%)", compute='_compute_readings', digits=(4, 1))
    asset_limit = fields.Monetary(
        string="Limit by Working Assets", compute='_compute_readings',
        currency_field='company_currency_id', help="In company currency, at the year's last day.")
    asset_note = fields.Char(string="Working Assets Say", compute='_compute_readings')
    z_value = fields.Float(string="Z", compute='_compute_readings', digits=(16, 4))
    z_note = fields.Char(string="Z Says", compute='_compute_readings')
    bathory_value = fields.Float(string="Bathory", compute='_compute_readings', digits=(16, 4))
    bathory_note = fields.Char(string="Bathory Says", compute='_compute_readings')

    _year_once = models.UniqueIndex(
        '(profile_id, year_end)', "There are accounts of this year already. Change those instead.")

    @api.model
    def _selection_kind(self):
        words = {
            'public': self.env._("Listed maker"), 'private': self.env._("Maker"),
            'other': self.env._("Other firm"),
        }
        return [(kind, words[kind]) for kind in Z_MODELS]

    @api.model
    def _all_entries(self):
        """Return a row for each entry, none of them known yet."""
        return [Command.create({'entry': entry}) for entry in ENTRIES]

    @api.constrains('year_end')
    def _check_year_end(self):
        for accounts in self:
            if accounts.year_end > accounts.company_id._credit_today():
                raise ValidationError(self.env._(
                    "The year ends on %(day)s, so there are no accounts of it yet.",
                    day=accounts.year_end))

    # === WHAT THEY SAY === #

    def _accounts(self):
        """Return the `tools.annual_accounts.Accounts`."""
        self.ensure_one()
        return Accounts(**{
            line.entry: line.amount for line in self.line_ids if line.is_known and line.entry})

    @api.depends('line_ids.amount', 'line_ids.is_known', 'kind', 'year_end', 'currency_id')
    @api.depends_context('lang')
    def _compute_readings(self):
        for record in self:
            accounts = record._accounts()
            assets, z = working_asset_limit(accounts), z_score(accounts, record.kind or 'private')
            strength = bathory(accounts)
            record.working_assets = rounded(assets.assets) or 0.0
            record.asset_value = rounded(assets.value, 4) or 0.0
            record.asset_share = float(assets.share or 0)
            record.asset_limit = record._in_company_currency(assets.limit) or 0.0
            record.asset_note = record._note(assets.missing, assets.why) or (
                record._risks()[assets.risk])
            record.z_value = rounded(z.value, 4) or 0.0
            record.z_note = record._note(z.missing, z.why) or record._zones()[z.zone]
            record.bathory_value = rounded(strength.value, 4) or 0.0
            record.bathory_note = record._note(strength.missing, strength.why) or (
                record._zones()[strength.zone])

    def _in_company_currency(self, amount):
        """Return an amount of the accounts at the rate of the year's last day; None stays None."""
        if amount is None or not self.currency_id or not self.company_currency_id:
            return None
        return self.currency_id._convert(
            rounded(amount, 6), self.company_currency_id, self.company_id,
            self.year_end or self.company_id._credit_today())

    def _note(self, missing, why):
        if missing:
            names = dict(self.env['credit.annual.accounts.line']._selection_entry())
            return self.env._(
                "Not known: %(entries)s.", entries=', '.join(names[name] for name in missing))
        return why and {
            'no_equity': self.env._("No equity: no credit."),
            'no_working_assets': self.env._("No working assets: no credit."),
            'no_short_debt': self.env._("No short-term debts: the most is given."),
            'no_assets': self.env._("No assets, so it says nothing."),
            'no_debts': self.env._("No debts, so it says nothing."),
            'no_working_capital': self.env._("No working capital, so it says nothing."),
        }[why]

    def _risks(self):
        return {
            'high': self.env._("High risk"), 'raised': self.env._("Raised risk"),
            'limited': self.env._("Limited risk"), 'low': self.env._("Low risk"),
        }

    def _zones(self):
        return {
            'safe': self.env._("Safe"), 'grey': self.env._("Grey zone"),
            'distress': self.env._("Distress"), 'good': self.env._("Sound"),
            'bad': self.env._("Bad"),
        }

    @api.depends('line_ids.amount', 'line_ids.is_known')
    @api.depends_context('lang')
    def _compute_doubt(self):
        for record in self:
            record.doubt = '; '.join(record._doubts()) or False

    def _doubts(self):
        """Return what cannot be in any balance sheet, one sentence each."""
        accounts = self._accounts()
        names = dict(self.env['credit.annual.accounts.line']._selection_entry())
        return [
            self.env._("%(part)s is more than %(whole)s", part=names[part], whole=names[whole])
            for part, whole in PARTS
            if not accounts.missing(part, whole) and accounts.get(part) > accounts.get(whole)
        ]
