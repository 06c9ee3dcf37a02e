from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES

#: Portal users may read their seller's company, but not how he gives credit.
INTERNAL = 'base.group_user'

#: Settings of the root company that its branches share.
CREDIT_FIELDS = (
    'credit_mode',
    'credit_no_profile',
    'credit_allowance',
    'credit_policy_id',
    'credit_confirm_on_cure',
    'credit_cure_days',
    'credit_decide_hours',
    'credit_release_days',
    'credit_single_approver',
    'credit_limit_by_request',
    'credit_temporary_days',
    'credit_fraud_check',
    'credit_fraud_order',
    'credit_count_in_transit',
    'credit_match_user_id',
    'credit_horizon_days',
    'credit_sales_see_amounts',
    'credit_has_cutoff',
    'credit_cutoff',
    'credit_aging_due',
    'credit_aging_posting',
    'credit_target_dso',
    'credit_standard_days',
    'credit_bad_debt_account_ids',
    'credit_allowance_account_id',
    'credit_impairment_account_id',
    'credit_reimbursement_account_id',
    'credit_provision_journal_id',
    'credit_interest_terms_id',
    'credit_interest_account_id',
    'credit_write_off_account_id',
    'credit_write_off_tax_account_id',
    'credit_ceiling_hard',
    'credit_pack_user_ids',
    'credit_touch_capacity',
    'credit_promise_grace',
    'credit_promise_tolerance',
    'credit_dispute_excludes',
    'credit_dispute_window',
    'credit_dispute_longest',
    'credit_dispute_has_cap',
    'credit_dispute_cap',
    'credit_mails_a_day',
    'credit_reminder_days',
    'credit_quiet_weekdays',
    'credit_pause_until',
)


class ResCompany(models.Model):
    _inherit = 'res.company'

    credit_mode = fields.Selection(
        selection=[
            ('off', "Off"),
            ('report', "Report only"),
            ('enforce', "Enforce"),
        ],
        string="Credit Control",
        default='enforce',
        required=True,
        groups=INTERNAL,
        help="Off: nothing is checked. Report only: every order is checked and logged, none is"
        " held. Enforce: an order that breaches the policy is held.",
    )
    credit_no_profile = fields.Selection(
        selection=[
            ('unchecked', "Not checked"),
            ('allowance', "Get a profile with the allowance"),
            ('prepay', "Get a profile, prepayment only"),
        ],
        string="Customers Without Profile",
        default='unchecked',
        required=True,
        groups=INTERNAL,
    )
    credit_allowance = fields.Monetary(
        string="New Customer Allowance", groups=f'base.group_system,{FIGURES}',
        help="Limit of a profile that is made at the first order.",
    )
    credit_policy_id = fields.Many2one(
        'credit.policy', string="Default Credit Policy", groups=INTERNAL
    )
    credit_confirm_on_cure = fields.Boolean(
        string="Confirm Cured Orders",
        default=True,
        groups=INTERNAL,
        help="When the facts cure a hold, confirm the order if somebody had asked for it, nothing"
        " changed since, and it was cured in time. Otherwise a task says that credit is clear.",
    )
    credit_cure_days = fields.Integer(
        string="Confirm When Cured Within (days)", default=3, groups=INTERNAL
    )
    credit_decide_hours = fields.Float(
        string="Decide Within (working hours)", default=4.0, groups=INTERNAL
    )
    credit_release_days = fields.Integer(
        string="Release Validity (days)", default=7, groups=INTERNAL
    )
    credit_single_approver = fields.Boolean(
        string="Single Approver",
        groups=INTERNAL,
        help="One person may both ask and release. Logged; for companies with one credit person.",
    )
    credit_count_in_transit = fields.Boolean(
        string="Count Money in Transit",
        default=True,
        groups=INTERNAL,
        help="Payments without entry and unmatched bank lines of the customer reduce his exposure.",
    )
    credit_match_user_id = fields.Many2one(
        'res.users', string="Matches Money", domain=[('share', '=', False)], groups=INTERNAL,
        help="Who is asked to match what arrived, by those who may not do it themselves. Empty: the"
        " customer's credit officer.",
    )
    credit_horizon_days = fields.Integer(
        string="Order Horizon (days)",
        groups=INTERNAL,
        help="Orders promised later than this do not use the limit yet. 0: all orders count.",
    )
    credit_sales_see_amounts = fields.Boolean(
        string="Salespeople See Amounts", default=True, groups=INTERNAL
    )
    credit_pause_until = fields.Datetime(
        string="Enforcement Paused Until", copy=False, groups=INTERNAL
    )

    @api.model
    def _get_company_root_delegated_field_names(self):
        return super()._get_company_root_delegated_field_names() + list(CREDIT_FIELDS)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        own = companies.filtered(lambda company: not company.parent_id)
        if own:
            self.env['credit.rpm.plan']._ship(own)
        roots = companies.filtered('parent_id').sudo().root_id
        if roots:
            profiles_sudo = self.env['credit.profile'].sudo()
            profiles_sudo.search([('company_id', 'in', roots.ids)])._mirror_limit()
        return companies

    def write(self, vals):
        changed = sorted(set(vals) & set(CREDIT_FIELDS))
        before = {company.id: company._credit_settings(changed) for company in self}
        res = super().write(vals)
        for company in self.filtered(lambda c: not c.parent_id):
            after = company._credit_settings(changed)
            if changed and after != before[company.id]:
                company.env['credit.decision']._log(
                    'setting', company=company, payload={
                        'before': before[company.id], 'after': after
                    }
                )
        return res

    def _credit_settings(self, names):
        """Return the values of settings `names` as plain values for the log."""
        self.ensure_one()
        settings = {}
        for name in names:
            value = self[name]
            if self._fields[name].type == 'many2many':
                value = value.ids
            settings[name] = value.id if isinstance(value, models.BaseModel) else value or None
        return settings

    def _credit_today(self):
        """Return today's date on the company's own calendar, whoever asks."""
        self.ensure_one()
        return self._credit_day(fields.Datetime.now())

    def _credit_mode_now(self):
        """Return the mode in force: a pause turns *enforce* into *report*."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        until = root_sudo.credit_pause_until
        paused = until and until > fields.Datetime.now()
        return 'report' if paused and root_sudo.credit_mode == 'enforce' else root_sudo.credit_mode

    def action_credit_pause(self, hours=4):
        """Stop holding for `hours` (at most 24); checks go on and are logged as report-only."""
        self._check_credit_manager()
        if not 0 < hours <= 24:
            raise UserError(self.env._(
                "Enforcement can be paused for up to 24 hours; %(hours)s is outside. Choose fewer"
                " hours, or switch the mode to report only.", hours=hours,
            ))
        for company_sudo in self.sudo().root_id:
            company_sudo.credit_pause_until = fields.Datetime.now() + timedelta(hours=hours)
            company_sudo.env['credit.decision']._log(
                'pause', company=company_sudo, payload={
                    'hours': hours, 'until': company_sudo.credit_pause_until
                }
            )
        return True

    def action_credit_resume(self):
        """End a pause at once."""
        self._check_credit_manager()
        self.sudo().root_id.credit_pause_until = False
        return True

    def _check_credit_manager(self):
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise UserError(self.env._("Only a credit manager can do this. Ask one of them."))
