from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..const import EVENTS, GRADES, REDUCING_EVENTS, STANDINGS

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
SERVER_FIELDS = ('partner_id', 'company_id', 'merged_into_id', 'standing_date', 'standing_user_id')


class CreditProfile(models.Model):
    """One customer (commercial partner) in one root company: his limit, standing and policy."""

    _name = 'credit.profile'
    _inherit = ['mail.thread', 'mail.activity.mixin']
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
    danger_level = fields.Integer(
        compute='_compute_danger_level', groups=FIGURES, help="Points of the danger signals."
    )

    # === Policy === #
    policy_id = fields.Many2one(
        'credit.policy', string="Own Policy", groups=FIGURES,
        help="Empty: the policy of the customer's segment, else the company's.",
    )
    group_id = fields.Integer(string="Credit Group", compute='_compute_group_id', groups=FIGURES)

    # === Figures: computed, never stored === #
    effective_limit = fields.Monetary(compute='_compute_figures', groups=FIGURES)
    exposure = fields.Monetary(compute='_compute_figures', search='_search_exposure', groups=FIGURES)
    available = fields.Monetary(compute='_compute_figures', search='_search_available', groups=FIGURES)
    utilisation = fields.Float(
        compute='_compute_figures', search='_search_utilisation', groups=FIGURES,
        help="Exposure as a percentage of the effective limit.",
    )
    overdue_amount = fields.Monetary(
        compute='_compute_overdue', search='_search_overdue_amount', groups=FIGURES
    )
    overdue_days = fields.Integer(
        compute='_compute_overdue', search='_search_overdue_days', groups=FIGURES
    )
    has_limit = fields.Boolean(compute='_compute_has_limit')
    verdict = fields.Selection(
        selection=[('ok', "Clear"), ('near', "Near limit"), ('over', "Over limit"),
                   ('overdue', "Overdue"), ('stopped', "Stopped")],
        compute='_compute_verdict', string="Credit",
    )
    hold_ids = fields.One2many('credit.hold', 'profile_id')
    open_hold_count = fields.Integer(compute='_compute_open_hold_count', groups=FIGURES)

    _partner_company_unique = models.UniqueIndex(
        '(partner_id, company_id) WHERE merged_into_id IS NULL',
        "This customer already has a credit profile in this company."
    )
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

    def _compute_danger_level(self):
        self.danger_level = 0

    def _compute_group_id(self):
        self.group_id = 0

    def _compute_open_hold_count(self):
        counts = dict(self.env['credit.hold'].sudo()._read_group(
            [('profile_id', 'in', self.ids), ('state', '=', 'open')], ['profile_id'], ['__count']
        ))
        for profile in self:
            profile.open_hold_count = counts.get(profile, 0)

    @api.depends_context('uid')
    @api.depends('credit_limit', 'limit_mode', 'standing', 'grade', 'temporary_limit',
                 'temporary_from', 'temporary_to')
    def _compute_figures(self):
        facts = self._facts({'exposure', 'effective_limit'})
        for profile in self:
            figures = facts.get(profile.id, {})
            limit, exposure = figures.get('effective_limit'), figures.get('exposure') or 0.0
            profile.effective_limit = limit or 0.0
            profile.exposure = exposure
            profile.available = 0.0 if limit is None else limit - exposure
            profile.utilisation = 100.0 * exposure / limit if limit else 0.0

    @api.depends_context('uid')
    def _compute_overdue(self):
        facts = self._facts({'overdue_days', 'overdue_amount'})
        for profile in self:
            figures = facts.get(profile.id, {})
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

    # === SEARCH === #

    def _search_figure(self, figure, operator, value):
        ids = self.env['credit.exposure'].sudo()._search_profiles(figure, operator, value)
        return [('id', 'in', ids)]

    def _search_exposure(self, operator, value):
        return self._search_figure('exposure', operator, value)

    def _search_available(self, operator, value):
        return self._search_figure('available', operator, value)

    def _search_utilisation(self, operator, value):
        return self._search_figure('utilisation', operator, value)

    def _search_overdue_amount(self, operator, value):
        return self._search_figure('overdue_amount', operator, value)

    def _search_overdue_days(self, operator, value):
        return self._search_figure('overdue_days', operator, value)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_may_decide()
        for vals in vals_list:
            self._anchor(vals)
        profiles = super().create(vals_list)
        self.env['credit.gate']._ensure(self.env.cr, [p._gate_key() for p in profiles])
        profiles._mirror_limit()
        for profile in profiles:
            profile._log_change('profile', {}, profile._snapshot_values(LIMIT_FIELDS))
        return profiles

    def _anchor(self, vals):
        """Hang a new profile on the commercial partner and the root company."""
        partner = self.env['res.partner'].browse(vals.get('partner_id'))
        if partner:
            vals['partner_id'] = partner.commercial_partner_id.id
        company = self.env['res.company'].browse(vals.get('company_id')) or self.env.company
        vals['company_id'] = company.sudo().root_id.id
        if vals.get('standing', 'normal') != 'normal':
            vals['standing_user_id'] = self.env.uid
            vals['standing_date'] = fields.Date.context_today(self)

    def write(self, vals):
        changed = [name for name in (*LIMIT_FIELDS, *STANDING_FIELDS) if name in vals]
        if not self.env.su and set(vals) & set(SERVER_FIELDS):
            raise AccessError(self.env._(
                "Customer and company of a credit profile are fixed. Make a profile for the other"
                " customer instead."
            ))
        if not changed:
            return super().write(vals)
        self._check_may_decide(standing_only=not set(vals) & set(LIMIT_FIELDS))
        before = {profile.id: profile._snapshot_values(changed) for profile in self}
        if 'standing' in vals:
            vals = {**vals, 'standing_date': self.env.company._credit_today(), 'standing_user_id': self.env.uid}
        res = super().write(vals)
        for profile in self:
            after = profile._snapshot_values(changed)
            if after != before[profile.id]:
                profile._after_decision(before[profile.id], after, vals)
        return res

    def _after_decision(self, before, after, vals):
        """Log what changed, keep Odoo's own limit in step, let held documents be looked at."""
        moved = {key for key in after if after[key] != before[key]}
        if moved & set(STANDING_FIELDS):
            self._log_change('standing', before, after, reason=vals.get('standing_reason'))
            self._notify('standing_changed', self, 'write')
        if moved & set(LIMIT_FIELDS):
            self._log_change('limit', before, after, reason=vals.get('limit_reason'))
            self._notify('limit_changed', self, 'write')
        self._mirror_limit()

    @api.ondelete(at_uninstall=False)
    def _unlink_never_used(self):
        if self.env['credit.hold'].sudo().search_count([('profile_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "This profile has holds in its history; archive it instead of deleting it."
            ))

    def _check_may_decide(self, standing_only=False):
        """Limits and standings are a credit manager's; officers may change a standing."""
        if self.env.su:
            return
        group = 'officer' if standing_only else 'manager'
        if not self.env.user.has_group(f'credit_management.credit_management_group_{group}'):
            raise AccessError(self.env._(
                "Credit limits and standings are set by credit managers. Ask one of them, or ask"
                " for a limit on the customer's credit page."
            ))
        own = self.sudo().filtered(
            lambda p: p.partner_id.user_id == self.env.user and not p.company_id.credit_single_approver
        )
        if own:
            raise AccessError(self.env._(
                "%(customer)s is your own sales customer, so another manager decides on the credit.",
                customer=own[0].partner_id.display_name,
            ))

    # === BUSINESS === #

    def _gate_key(self):
        self.ensure_one()
        return f'profile:{self.id}'

    def _gate_keys(self):
        """Return the gate rows that a check of this profile locks; groups add theirs."""
        self.ensure_one()
        return [self._gate_key()]

    def _snapshot_values(self, names):
        """Return fields `names` as plain values for the log."""
        self.ensure_one()
        values = {}
        for name in names:
            value = self.sudo()[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value or None
        return values

    def _log_change(self, kind, before, after, reason=None):
        self.ensure_one()
        payload = {'before': before, 'after': after, 'reason': reason or None}
        self.env['credit.decision'].sudo()._log(kind, profile=self.sudo(), payload=payload)

    def _mirror_limit(self):
        """Keep Odoo's own limit equal to ours, on the root company and its branches."""
        for profile_sudo in self.sudo():
            value = profile_sudo._native_limit()
            root = profile_sudo.company_id
            for company in self.env['res.company'].sudo().search([('id', 'child_of', root.id)]):
                partner_sudo = profile_sudo.partner_id.with_company(company)
                if partner_sudo.credit_limit != value:
                    partner_sudo.credit_limit = value

    def _native_limit(self):
        """Return what Odoo's own field says: 0 means "no check" there, so no credit is 0.01."""
        self.ensure_one()
        if self.limit_mode == 'unlimited':
            return 0.0
        if self.limit_mode == 'cash_only' or not self.credit_limit:
            return 0.01
        return self.credit_limit

    @api.model
    def _notify(self, event, profiles, origin):
        """Announce `event` (one of `const.EVENTS`) about `profiles`; parts of the product extend it.

        `origin`: what it came from, for the log of the recheck.
        """
        if event not in EVENTS:
            raise ValueError(f'unknown credit event {event!r}')
        if event in REDUCING_EVENTS:
            self.env['credit.recheck'].sudo()._append(profiles, event, origin)

    def _merge_into(self, partner, kind):
        """Close this profile in favour of `partner`'s, who keeps his limit and the worse standing.

        Its chain ends with a `merged` decision; its holds go on with the survivor.
        """
        self.ensure_one()
        survivor = self._of_partners(partner, self.company_id) or self.create({
            'partner_id': partner.id, 'company_id': self.company_id.id,
            'limit_mode': 'cash_only' if self.limit_mode == 'cash_only' else 'limited',
            'credit_limit': 0.0, 'review_date': self.company_id._credit_today(),
        })
        if STANDINGS.index(self.standing) > STANDINGS.index(survivor.standing):
            survivor.write({'standing': self.standing, 'standing_reason': self.standing_reason})
        self.hold_ids.profile_id = survivor
        self._log_change('merged', {'partner': self.partner_id.id}, {
            'into_profile': survivor.id, 'into_partner': partner.id, 'why': kind,
        })
        super().write({'active': False, 'merged_into_id': survivor.id})
        survivor._mirror_limit()
        officer = survivor.user_id
        survivor.message_post(
            body=self.env._("%(customer)s was merged into this customer.", customer=self.partner_id.display_name),
            partner_ids=officer.partner_id.ids,
        )
        return survivor

    @api.model
    def _of_partners(self, partners, company=None):
        """Return the active profiles of any contacts, in `company`'s root or in all companies."""
        domain = Domain('partner_id', 'in', partners.sudo().commercial_partner_id.ids)
        if company:
            domain &= Domain('company_id', '=', company.sudo().root_id.id)
        return self.sudo().search(domain)

    def _worst_standing(self):
        """Return the worst standing among `self`, or None."""
        ranks = [STANDINGS.index(standing) for standing in self.sudo().mapped('standing')]
        return STANDINGS[max(ranks)] if ranks else None

    # === ACTIONS === #

    def action_open_exposure(self):
        self.ensure_one()
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
        :param int order_id: the quotation it is about: its terms and prepayments count, itself not twice
        :param int payment_term_id: default the order's, else not checked
        :return: the verdict of `docs/api.md`
        """
        return self.env['credit.check']._may_sell(
            partner_id, amount, currency=currency, company_id=company_id, order_id=order_id,
            payment_term_id=payment_term_id,
        )
