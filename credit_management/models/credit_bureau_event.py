from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..facts.bureau import in_force
from ..rules.bureau_events import KINDS, event_label
from ..tools import bureau_events as core

#: Longest time for which an alarm may be overruled at once.
OVERRULE_DAYS = 365


class CreditBureauEvent(models.Model):
    """A risk event of a customer, an interval: one a bureau and key, as last heard of."""

    _name = 'credit.bureau.event'
    _description = "Credit Bureau Event"
    _order = 'is_open desc, opened_on desc, id desc'
    _rec_name = 'label'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    bureau_id = fields.Many2one(
        'credit.bureau', required=True, readonly=True, ondelete='restrict', index=True
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, ondelete='cascade'
    )
    key = fields.Char(required=True, readonly=True)
    kind = fields.Selection('_selection_kind', required=True, readonly=True)
    severity = fields.Selection(
        [('info', "Information"), ('alert', "Alert"), ('stop', "Stop")],
        string="As the Agent Read It", readonly=True,
    )
    status = fields.Selection(
        [('open', "Open"), ('closed', "Closed"), ('unknown', "Unknown")], readonly=True
    )
    opened_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    amount = fields.Float(digits=(18, 2), readonly=True)
    has_amount = fields.Boolean(readonly=True)
    currency_code = fields.Char(string="Currency", readonly=True)
    authority = fields.Char(readonly=True)
    case_no = fields.Char(string="Case", readonly=True)
    role = fields.Selection(
        [('defendant', "Defendant"), ('plaintiff', "Plaintiff"), ('other', "Other")], readonly=True
    )
    text = fields.Text(readonly=True)

    # === Where it was last heard of === #
    report_id = fields.Many2one(
        'credit.bureau.report', readonly=True, index=True, ondelete='set null'
    )
    as_of = fields.Date(required=True, readonly=True)
    retrieved_at = fields.Datetime(readonly=True)
    content_hash = fields.Char(readonly=True)

    # === What it is to us === #
    is_open = fields.Boolean(string="In Force", readonly=True)
    level = fields.Selection(
        [('info', "Information"), ('alert', "Alert"), ('stop', "Stop")], required=True,
        readonly=True, default='info',
    )
    label = fields.Char(compute='_compute_label', string="Event")
    seen_by_id = fields.Many2one('res.users', string="Seen by", readonly=True)
    seen_at = fields.Datetime(readonly=True)
    overruled_until = fields.Date(
        readonly=True, help="Until this day, inclusive, it stops and alerts nothing."
    )
    overruled_by_id = fields.Many2one('res.users', readonly=True)
    overrule_evidence = fields.Text(string="Evidence", readonly=True)
    is_overruled = fields.Boolean(compute='_compute_is_overruled')

    _key_unique = models.UniqueIndex('(company_id, bureau_id, partner_id, key)')
    _open_idx = models.Index("(partner_id) WHERE is_open AND level <> 'info'")
    _partner_idx = models.Index('(partner_id, bureau_id)')
    _unseen_idx = models.Index(
        "(company_id) WHERE is_open AND level = 'stop' AND seen_by_id IS NULL"
    )

    @api.model
    def _selection_kind(self):
        return [(kind, self.env._(label)) for kind, label in KINDS.items()]

    # === COMPUTE === #

    @api.depends_context('lang')
    @api.depends('kind', 'text')
    def _compute_label(self):
        fmt = self.env['credit.check']._formatter('officer')
        for event in self:
            event.label = event_label({'kind': event.kind, 'text': event.text}, fmt)

    @api.depends('overruled_until')
    def _compute_is_overruled(self):
        for event in self:
            today = event.company_id and event.company_id._credit_today()
            event.is_overruled = bool(event.overruled_until and event.overruled_until >= today)

    def _in_force(self):
        """Return those of `self` that stop or alert today: neither overruled nor objected to."""
        self.env.flush_all()
        found = self.browse()
        for company, events in self.grouped('company_id').items():
            rows = self.env.execute_query(SQL(
                "SELECT e.id FROM credit_bureau_event e WHERE e.id = ANY(%s) AND %s",
                events.ids, in_force(company._credit_today()),
            ))
            found |= self.browse([event_id for (event_id,) in rows])
        return found

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        return self.env._("%(event)s, as of %(date)s", event=self.label,
                          date=format_date(self.env, self.as_of))

    # === PEOPLE === #

    def action_seen(self):
        """I have seen it: it leaves the queue, and has its effects as before."""
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Alarms are a credit officer's. Ask one of them."))
        self.sudo().write({'seen_by_id': self.env.uid, 'seen_at': fields.Datetime.now()})
        return True

    def overrule(self, evidence, valid_until):
        """Take the effects of an event away until a day, inclusive: with evidence, by a manager.

        The event stays as the bureau reported it. A new observation of it changes nothing here.
        """
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._(
                "Bureau alarms are overruled by credit managers, with evidence. Ask one of them."
            ))
        if not (evidence or '').strip():
            raise UserError(self.env._("Write down the evidence; it is kept."))
        last_day = fields.Date.to_date(valid_until)
        today = self.company_id._credit_today()
        if not last_day or not today <= last_day <= today + timedelta(days=OVERRULE_DAYS):
            raise UserError(self.env._(
                "Choose an end date up to %(days)s days from today (%(today)s).",
                days=OVERRULE_DAYS, today=today,
            ))
        self.sudo()._set_overruled(evidence.strip(), last_day)
        return True

    def action_ask_overrule(self):
        self.ensure_one()
        return self.env['credit.bureau.decide']._dialog('overrule', self)

    def action_object(self):
        """Enter that the customer objects to what this bureau says."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Objection"),
            'res_model': 'credit.bureau.objection', 'view_mode': 'form',
            'views': [(False, 'form')], 'context': {
                'default_partner_id': self.partner_id.id, 'default_bureau_id': self.bureau_id.id,
                'default_company_id': self.company_id.id, 'default_report_id': self.report_id.id,
            },
        }

    def action_open_report(self):
        """Open the report that last said so."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.bureau.report',
            'res_id': self.report_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_end_overrule(self):
        """The event has its effects again."""
        for event in self:
            if not self.env.user.has_group('credit_management.credit_management_group_manager'):
                raise AccessError(self.env._("Only a credit manager can do this. Ask one."))
            event.check_access('read')
            event.sudo()._set_overruled(None, False)
        return True

    def _set_overruled(self, evidence, last_day):
        self.write({
            'overruled_until': last_day, 'overrule_evidence': evidence,
            'overruled_by_id': self.env.uid if last_day else False,
            'seen_by_id': self.env.uid, 'seen_at': fields.Datetime.now(),
        })
        profiles = self.env['credit.profile']._of_partners(self.partner_id, self.company_id)
        self.env['credit.decision'].sudo()._log(
            'bureau', profile=profiles or None, company=self.company_id, res_model=self._name,
            res_id=self.id, payload={
                'what': 'overruled' if last_day else 'overrule ended', 'key': self.key,
                'bureau': self.bureau_id.code, 'event': self.kind, 'until': last_day or None,
                'note': evidence,
            },
        )
        if profiles:
            profiles._notify('report_imported', profiles, f'{self._name},{self.id}')

    # === OBSERVATIONS === #

    @api.model
    def _observed(self, row, order, report_id):
        """Return an event of the contract as `tools.bureau_events.fold` takes it.

        :param order: (as of, fetched, content hash) of its report
        """
        return {
            **{name: row.get(name) for name in ('key', *core.OBSERVED)},
            'amount': float(row['amount']) if row.get('amount') is not None else None,
            'opened_on': _day(row.get('opened_on')), 'closed_on': _day(row.get('closed_on')),
            'order': order, 'report_id': report_id,
        }

    def _state(self):
        """Return a stored event as `tools.bureau_events.fold` takes it."""
        self.ensure_one()
        return {
            'key': self.key, 'kind': self.kind, 'severity': self.severity, 'status': self.status,
            'opened_on': self.opened_on or None, 'closed_on': self.closed_on or None,
            'amount': self.amount if self.has_amount else None,
            'currency': self.currency_code or None, 'authority': self.authority or None,
            'case_no': self.case_no or None, 'role': self.role or None, 'text': self.text or None,
            'order': (self.as_of, self.retrieved_at, self.content_hash),
            'report_id': self.report_id.id,
        }


def _day(text):
    return date.fromisoformat(text) if text else None
