from odoo import api, fields, models
from odoo.tools import SQL

from ..const import EVENTS, GRADES, REDUCING_EVENTS
from ..exposure import prepared

#: Who may see figures: salespeople get verdicts.
FIGURES = (
    'credit_management.credit_management_group_officer,'
    'credit_management.credit_management_group_auditor'
)
#: Fields that change only by a recorded decision of a manager.
LIMIT_FIELDS = (
    'limit_mode', 'credit_limit', 'limit_valid_until', 'temporary_limit', 'temporary_from',
    'temporary_to', 'payment_term_id', 'prepayment_percent', 'policy_id', 'grade', 'review_date',
    'active',
)
STANDING_FIELDS = ('standing',)
#: Set by the server alone.
SERVER_FIELDS = (
    'partner_id', 'company_id', 'merged_into_id', 'standing_date', 'standing_user_id', 'core_limits',
    'danger_score', 'danger_level', 'class_stage', 'class_role', 'class_value', 'class_payment',
    'class_days', 'fraud_stop', 'class_security', 'class_policy', 'sales_share', 'receivable_share',
)


class CreditProfile(models.Model):
    """One customer (commercial partner) in one root company: his limit, standing and policy."""

    _name = 'credit.profile'
    _inherit = ['credit.guarded', 'mail.thread', 'mail.activity.mixin']
    _description = "Credit Profile"
    _order = 'partner_id, id'
    _rec_names_search = ['partner_id']

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        domain=[('parent_id', '=', False)],
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        'res.users', string="Credit Officer", tracking=True,
        help="Holds of this customer go to this person first.",
    )
    merged_into_id = fields.Many2one('credit.profile', readonly=True, copy=False)

    # === Limit === #
    limit_mode = fields.Selection(
        selection=[
            ('limited', "Limited"),
            ('unlimited', "Unlimited"),
            ('cash_only', "Cash only"),
        ],
        default='limited', required=True, tracking=True,
    )
    credit_limit = fields.Monetary(groups=FIGURES, tracking=True)
    limit_valid_until = fields.Date(groups=FIGURES)
    temporary_limit = fields.Monetary(
        string="Temporary Increase", groups=FIGURES,
        help="Comes on top of the limit between the two dates and ends by itself.",
    )
    temporary_from = fields.Date(groups=FIGURES)
    temporary_to = fields.Date(groups=FIGURES)
    limit_reason = fields.Char(
        string="Reason", groups=FIGURES, help="Why the limit was last changed; kept in the log."
    )
    review_date = fields.Date(groups=FIGURES)
    payment_term_id = fields.Many2one('account.payment.term', string="Approved Terms")
    prepayment_percent = fields.Float(string="Prepayment Required (%)")

    # === Standing === #
    standing = fields.Selection(
        selection=[
            ('normal', "Normal"),
            ('watch', "Watch"),
            ('suspended', "Suspended"),
            ('blocked', "Blocked"),
        ],
        default='normal', required=True, groups=FIGURES, tracking=True,
    )
    standing_date = fields.Date(readonly=True, groups=FIGURES)
    standing_reason = fields.Char(groups=FIGURES)
    standing_user_id = fields.Many2one('res.users', readonly=True, groups=FIGURES)
    grade = fields.Selection(
        selection=[(grade, grade) for grade in GRADES], groups=FIGURES, tracking=True
    )

    # === Policy === #
    policy_id = fields.Many2one(
        'credit.policy', string="Own Policy", groups=FIGURES,
        help="Empty: the policy of the customer's segment, else the company's.",
    )

    # === Figures: computed, never stored === #
    effective_limit = fields.Monetary(compute='_compute_figures', groups=FIGURES)
    exposure = fields.Monetary(
        compute='_compute_figures', search='_search_exposure', groups=FIGURES
    )
    available = fields.Monetary(
        compute='_compute_figures', search='_search_available', groups=FIGURES
    )
    utilisation = fields.Float(
        compute='_compute_figures', search='_search_utilisation', groups=FIGURES,
        help="Exposure as a percentage of the effective limit.",
    )
    overdue_amount = fields.Monetary(
        compute='_compute_figures', search='_search_overdue_amount', groups=FIGURES
    )
    overdue_days = fields.Integer(
        compute='_compute_figures', search='_search_overdue_days', groups=FIGURES
    )
    has_limit = fields.Boolean(compute='_compute_has_limit')
    verdict = fields.Selection(
        selection=[('ok', "Clear"), ('near', "Near limit"), ('over', "Over limit"),
                   ('overdue', "Overdue"), ('stopped', "Stopped")],
        compute='_compute_verdict', string="Credit",
    )
    hold_ids = fields.One2many('credit.hold', 'profile_id')
    open_hold_count = fields.Integer(compute='_compute_open_hold_count', groups=FIGURES)

    # One that is alive; a key of the whole table, because no planner drops a join on a part of it.
    _partner_company_unique = models.UniqueIndex(
        '(partner_id, company_id, (CASE WHEN merged_into_id IS NULL THEN 0 ELSE id END))',
        "This customer already has a credit profile in this company."
    )
    _review_idx = models.Index('(company_id, review_date) WHERE review_date IS NOT NULL')
    _limit_not_negative = models.Constraint(
        'CHECK (credit_limit >= 0)', "A limit cannot be negative. Use 'Cash only' to give none."
    )
    _temporary_dates = models.Constraint(
        'CHECK (COALESCE(temporary_limit, 0) = 0 OR (temporary_from IS NOT NULL AND temporary_to'
        ' IS NOT NULL AND temporary_from <= temporary_to))',
        "A temporary increase needs a first and a last day.",
    )

    # === COMPUTE === #

    @api.depends('partner_id')
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.sudo().partner_id.display_name

    @api.depends('limit_mode')
    def _compute_has_limit(self):
        for profile in self:
            profile.has_limit = profile.limit_mode != 'unlimited'

    def _compute_open_hold_count(self):
        counts = dict(self.env['credit.hold'].sudo()._read_group(
            [('profile_id', 'in', self.ids), ('state', '=', 'open')], ['profile_id'], ['__count']
        ))
        for profile in self:
            profile.open_hold_count = counts.get(profile, 0)

    @api.depends_context('uid')
    @api.depends('credit_limit', 'limit_mode', 'standing', 'grade', 'fraud_stop',
                 'temporary_limit', 'temporary_from', 'temporary_to')
    def _compute_figures(self):
        facts = self._facts({'exposure', 'effective_limit', 'overdue_days', 'overdue_amount'})
        for profile in self:
            figures = facts.get(profile.id, {})
            limit, exposure = figures.get('effective_limit'), figures.get('exposure') or 0.0
            profile.effective_limit = limit or 0.0
            profile.exposure = exposure
            profile.available = 0.0 if limit is None else limit - exposure
            profile.utilisation = 100.0 * exposure / limit if limit else 0.0
            profile.overdue_amount = figures.get('overdue_amount') or 0.0
            profile.overdue_days = figures.get('overdue_days') or 0

    @api.depends_context('uid')
    def _compute_verdict(self):
        """A word for lists and badges: no figure behind it, so everybody may see it."""
        facts = self._facts({'exposure', 'effective_limit', 'overdue_days', 'standing'})
        for profile in self:
            profile.verdict = self._verdict_word(facts.get(profile.id, {}))

    @staticmethod
    def _verdict_word(facts):
        limit, exposure = facts.get('effective_limit'), facts.get('exposure') or 0.0
        if facts.get('standing') in ('suspended', 'blocked'):
            return 'stopped'
        if limit is not None and exposure > limit:
            return 'over'
        if facts.get('overdue_days'):
            return 'overdue'
        if limit and exposure >= 0.9 * limit:
            return 'near'
        return 'ok'

    def _facts(self, needs, as_of=None):
        """Return ``{profile id: {fact: value}}`` of saved profiles, in this transaction's view."""
        if not self.ids:
            return {}
        self.env.flush_all()
        check_sudo = self.env['credit.check'].sudo()
        rows = check_sudo._rows(self.env.cr, self.ids)
        return check_sudo._facts(self.env.cr, rows, needs, as_of=as_of)

    # === BUSINESS === #

    def _gate_key(self):
        self.ensure_one()
        return f'profile:{self.id}'

    @api.model
    def _notify(self, event, profiles, origin):
        """Announce `event` (one of `const.EVENTS`) about `profiles`; later parts extend it.

        `origin`: what it came from, for the log of the recheck.
        """
        if event not in EVENTS:
            raise ValueError(f'unknown credit event {event!r}')
        if event in REDUCING_EVENTS:
            self.env['credit.recheck'].sudo()._append(profiles, event, origin)

    @api.model
    def _of_partners(self, partners, company=None):
        """Return the active profiles of any contacts, in `company`'s root or in all companies."""
        if not partners.ids:
            return self.sudo().browse()
        partners.flush_model(['commercial_partner_id'])
        self.flush_model(['partner_id', 'company_id', 'active'])
        of_company = SQL("p.company_id = %s", company.sudo().root_id.id) if company else SQL("TRUE")
        prepared.execute(self.env.cr, SQL(
            """SELECT DISTINCT p.id FROM credit_profile p
                 JOIN res_partner contact ON contact.commercial_partner_id = p.partner_id
                WHERE contact.id = ANY(%s) AND p.active AND %s ORDER BY p.id""",
            list(partners.ids), of_company,
        ))
        return self.sudo().browse([profile_id for (profile_id,) in self.env.cr.fetchall()])

    # === ACTIONS === #

    def action_open_exposure(self):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Exposure of %(customer)s", customer=self.display_name),
            'res_model': 'credit.exposure.item',
            'view_mode': 'list,pivot',
            'domain': [('profile_id', '=', self.id)],
        }

    def action_open_holds(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Holds"),
            'res_model': 'credit.hold',
            'view_mode': 'list,form',
            'domain': [('profile_id', '=', self.id)],
        }

    def action_open_log(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Decisions"),
            'res_model': 'credit.decision',
            'view_mode': 'list,form',
            'domain': [('profile_id', '=', self.id)],
        }

    @api.model
    @api.readonly
    def may_sell(self, partner_id, amount, currency=None, company_id=None, order_id=None,
                 payment_term_id=None):
        """Say what the gate would say to an order of `amount` for this customer now.

        :param int partner_id: any contact of the customer
        :param float amount: tax included, in `currency` (ISO code; default the company's)
        :param int company_id: default the user's; branches ask their root
        :param int order_id: the quotation it is about: its terms and prepayments count
        :param int payment_term_id: default the order's, else not checked
        :return: the verdict of `docs/api.md`
        """
        return self.env['credit.check']._may_sell(
            partner_id, amount, currency=currency, company_id=company_id, order_id=order_id,
            payment_term_id=payment_term_id,
        )
