from odoo import api, fields, models

from .credit_profile import FIGURES


class CreditHold(models.Model):
    """A document stopped, with the figures of that moment, and how it ended."""

    _name = 'credit.hold'
    _inherit = ['credit.guarded', 'mail.thread', 'mail.activity.mixin']
    _description = "Credit Hold"
    _order = 'decide_by, id'

    name = fields.Char(readonly=True, required=True, copy=False, default="/")
    kind = fields.Selection(
        [('auto', "Automatic"), ('manual', "By hand")], default='auto', required=True, readonly=True
    )
    checkpoint = fields.Selection(
        selection=[
            ('order_confirm', "Confirmation"),
            ('order_growth', "Growth of a confirmed order"),
            ('delivery', "Delivery"),
            ('manual', "By hand"),
        ],
        required=True, readonly=True,
    )
    state = fields.Selection(
        selection=[
            ('open', "Open"),
            ('released', "Released"),
            ('rejected', "Rejected"),
            ('cured', "Cleared"),
            ('cancelled', "Withdrawn"),
        ],
        default='open', required=True, readonly=True, copy=False,
    )
    verdict = fields.Selection(
        [('hold', "Hold"), ('stop', "Stop")], default='hold', required=True, readonly=True,
        help="Stop: goes on only when its cause is lifted, or with two managers' signatures.",
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', readonly=True)
    order_id = fields.Many2one(
        'sale.order', readonly=True, index='btree_not_null', ondelete='set null'
    )
    picking_id = fields.Many2one(
        'stock.picking', readonly=True, index='btree_not_null', ondelete='set null'
    )
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='restrict'
    )
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(
        'res.company', related='profile_id.company_id', store=True, precompute=True
    )
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency"
    )
    breach_ids = fields.One2many('credit.breach', 'hold_id', readonly=True)

    # === Who asked, when, for what === #
    user_id = fields.Many2one('res.users', string="Owner", tracking=True, index='btree_not_null')
    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True)
    requested_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    asked_again_at = fields.Datetime(readonly=True)
    door = fields.Char(
        readonly=True, help="Where it was asked: button, portal, payment, delivery …"
    )
    release_note_sales = fields.Char(string="Word of Sales", help="Why sales asks for a release.")
    amount = fields.Monetary(currency_field='company_currency_id', readonly=True)
    increase = fields.Monetary(currency_field='company_currency_id', readonly=True)
    total = fields.Monetary(readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    payment_term_id = fields.Many2one('account.payment.term', readonly=True)
    ship_date = fields.Datetime(readonly=True)
    policy_id = fields.Many2one('credit.policy', readonly=True)
    figures = fields.Json(readonly=True, groups=FIGURES)
    excluded_user_ids = fields.Many2many(
        'res.users', 'credit_hold_excluded_user_rel', readonly=True,
        help="Who made, asked for or sold this order cannot release it.",
    )
    decide_by = fields.Datetime(readonly=True)
    is_late = fields.Boolean(compute='_compute_is_late', search='_search_is_late')
    snooze_until = fields.Datetime()

    # === How it ended === #
    reason_id = fields.Many2one('credit.reason', readonly=True)
    note = fields.Text(readonly=True, groups=FIGURES)
    decided_by_id = fields.Many2one('res.users', readonly=True)
    decided_at = fields.Datetime(readonly=True)
    max_amount = fields.Monetary(
        readonly=True, help="The release falls when the order outgrows it."
    )
    valid_until = fields.Date(readonly=True)
    first_signature_id = fields.Many2one('res.users', readonly=True)
    second_signature_id = fields.Many2one('res.users', readonly=True)
    second_signature_due = fields.Datetime(readonly=True)
    is_urgent = fields.Boolean(readonly=True)

    _one_open = models.UniqueIndex(
        "(res_model, res_id, checkpoint, kind) WHERE state = 'open'",
        "This document is already held.",
    )
    _open_idx = models.Index("(company_id, decide_by) WHERE state = 'open'")
    _owner_idx = models.Index("(user_id, decide_by) WHERE state = 'open'")
    _order_state_idx = models.Index('(state, order_id, id) WHERE order_id IS NOT NULL')
    _document_idx = models.Index('(res_model, res_id)')

    # === COMPUTE === #

    @api.depends('decide_by', 'state')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for hold in self:
            hold.is_late = hold.state == 'open' and bool(hold.decide_by) and hold.decide_by < now

    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        late = [('state', '=', 'open'), ('decide_by', '<', fields.Datetime.now())]
        return late if True in value else ['!', '&', *late]

    # === OPENING === #

    def _open_or_make(self, values):
        """Return the open hold of the document at the checkpoint, made or brought up to date."""
        values = dict(values)
        breaches = values.pop('breaches')
        excluded = values.pop('excluded_user_ids')
        hold = self.search([
            ('res_model', '=', values['res_model']), ('res_id', '=', values['res_id']),
            ('checkpoint', '=', values['checkpoint']), ('kind', '=', values['kind']),
            ('state', '=', 'open'),
        ], limit=1)
        lines = [(5, 0, 0)] + [(0, 0, self._breach_values(breach)) for breach in breaches]
        values['excluded_user_ids'] = [(4, user_id) for user_id in excluded]
        if hold:
            values.pop('requester_id')
            moved = values['ship_date'] != hold.ship_date
            hold.write({**values, 'breach_ids': lines, 'asked_again_at': fields.Datetime.now()})
            if moved:
                # To ask again buys no time; to ship earlier takes some.
                hold.decide_by = min(filter(None, (hold.decide_by, hold._decide_by())))
            return hold
        return self._make({**values, 'breach_ids': lines})

    def _breach_values(self, breach):
        return {'code': breach['code'], 'severity': breach['severity'], 'data': breach}

    def _make(self, values):
        profile = self.env['credit.profile'].browse(values['profile_id'])
        hold = self.with_context(tracking_disable=True).create({
            **values, 'name': self._next_name(profile.company_id),
        })
        hold.write({
            'user_id': self.env['credit.authority']._owner(hold).id,
            'decide_by': hold._decide_by(),
        })
        hold._tell_owner()
        self.env['credit.profile']._notify('hold_opened', profile, f'credit.hold,{hold.id}')
        return hold

    def _next_name(self, company):
        return self.env['ir.sequence'].with_company(company).next_by_code('credit.hold')

    def _decide_by(self):
        """Return until when somebody should decide; one by hand waits for nobody until asked."""
        if self.kind == 'manual' and not self.asked_again_at:
            return False
        return self.company_id._credit_decide_by(self.ship_date)

    def _tell_owner(self, late=False):
        """Put it on the owner's desk; a mail only if he wants one about such a hold."""
        for hold in self.filtered('user_id'):
            quiet = not hold.user_id._credit_wants_mail(hold, late)
            reader = hold.with_context(
                mail_activity_quick_update=quiet, lang=hold.user_id.lang or self.env.lang
            )
            reader.activity_schedule(
                'credit_management.mail_activity_decide', user_id=hold.user_id.id,
                date_deadline=hold.company_id._credit_day(hold.decide_by or fields.Datetime.now()),
                summary=late and reader.env._("Nobody decided in time"),
            )
            hold.user_id._bus_send('credit_management.hold', {'hold': hold.name})

    def _keep(self, outcomes):
        """Write the holds of `outcomes` again that the savepoint around a door took away.

        A hold that is committed stays as it is: this transaction could not even see it.
        """
        for outcome in outcomes:
            record = outcome.record
            if not record or outcome.committed or self.browse(record.get('hold_id')).exists():
                continue
            hold = self._open_or_make(record['values'])
            outcome.hold_id, outcome.hold_name = hold.id, hold.name
            self.env['credit.decision']._log(
                'hold', profile=hold.profile_id, payload={**record['payload'], 'hold': hold.name},
                res_model=hold.res_model, res_id=hold.res_id, verdict=hold.verdict,
            )

    @api.model
    def _open_manual(self, order_id, profile_id):
        """Return the manual hold that stops the order, or its customer, today."""
        return self.search([
            ('kind', '=', 'manual'), ('state', '=', 'open'),
            '|', '&', ('res_model', '=', 'sale.order'), ('res_id', '=', order_id),
            '&', ('res_model', '=', 'credit.profile'), ('res_id', '=', profile_id or 0),
            '|', ('valid_until', '=', False),
            ('valid_until', '>=', self.env.company._credit_today()),
        ], limit=1)

    @api.model
    def _hold_by_hand(self, record, profile, reason_code, note, valid_until=False):
        """Hold a document or a customer by hand; never cured by facts."""
        reason = self.env['credit.reason']._of_code(reason_code, 'manual')
        hold_sudo = self.sudo()._make({
            'kind': 'manual', 'checkpoint': 'manual', 'res_model': record._name,
            'res_id': record.id,
            'order_id': record.id if record._name == 'sale.order' else False,
            'profile_id': profile.id, 'verdict': 'hold', 'door': 'manual',
            'requester_id': self.env.uid, 'currency_id': profile.currency_id.id,
            'reason_id': reason.id, 'note': note, 'valid_until': valid_until,
        })
        hold_sudo._log('hold', {'reason': reason.code, 'note': note, 'kind': 'manual'})
        return hold_sudo

    def _excess(self):
        """Return how far the document takes the customer over his effective limit."""
        self.ensure_one()
        facts = (self.figures or {}).get('facts', {})
        limit = facts.get('effective_limit')
        if limit is None:
            return 0.0
        return (facts.get('exposure') or 0.0) + self.amount - limit

    def _why(self):
        """Return the worst breach in the reader's words: the reason, and its cheapest cure."""
        self.ensure_one()
        if self.kind == 'manual':
            if self.env['credit.check']._audience() != 'officer':
                return self.env._("A credit officer holds it by hand.")
            return self.note or self.reason_id.name or ''
        rank = {'stop': 0, 'hold': 1, 'warn': 2}
        worst = self.breach_ids.sorted(lambda breach: rank.get(breach.severity, 3))[:1]
        return worst.message or ''
