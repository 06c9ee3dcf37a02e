from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import formatLang

from .. import rules
from .credit_profile import FIGURES

#: Parts of the gauge in the order of the bar, with the exposure components that each one sums.
GAUGE_PARTS = (
    ('not_due', ('ar_not_due', 'draft_invoice', 'on_account')),
    ('overdue', ('ar_overdue',)),
    ('unbilled', ('order_delivered',)),
    ('orders', ('order',)),
    ('prepaid', ('prepayment',)),
    ('unallocated', ('unallocated',)),
    ('instruments', ('instrument',)),
    ('secured', ('security',)),
)
IN_TRANSIT = ('payment_in_transit', 'bank_in_transit')


def whole(env, amount):
    """Print an amount for a narrow place: no currency, cents only where there are some."""
    return formatLang(env, amount, digits=0 if round(amount, 2) == round(amount) else 2)


class CreditHold(models.Model):
    """What an officer's desk shows of a hold, and the small moves that decide nothing."""

    _inherit = 'credit.hold'

    gauge_then = fields.Json(compute='_compute_gauge_then', groups=FIGURES)
    gauge_now = fields.Json(compute='_compute_gauge_now', groups=FIGURES)
    headline = fields.Char(compute='_compute_headline')
    passes_now = fields.Boolean(compute='_compute_gauge_now', groups=FIGURES)
    passed_text = fields.Char(compute='_compute_passed_text', string="Passed", groups=FIGURES)
    document_name = fields.Char(compute='_compute_document_name', string="Document")
    unmatched_text = fields.Char(compute='_compute_gauge_now', groups=FIGURES)
    authority_text = fields.Char(
        string="Your Authority", compute='_compute_authority_text', groups=FIGURES
    )
    exposure_item_ids = fields.One2many(related='profile_id.exposure_item_ids', groups=FIGURES)
    order_line_ids = fields.One2many(related='order_id.order_line', related_sudo=False)
    can_match = fields.Boolean(compute='_compute_gauge_now', groups=FIGURES)

    # === COMPUTE === #

    @api.depends('order_id', 'picking_id', 'profile_id')
    def _compute_document_name(self):
        for hold_sudo in self.sudo():
            document = hold_sudo.picking_id or hold_sudo.order_id
            hold_sudo.document_name = document.name or self.env._("Whole customer")

    @api.depends_context('uid', 'lang')
    @api.depends('breach_ids', 'note')
    def _compute_headline(self):
        for hold in self:
            hold.headline = hold._why()

    @api.depends('figures')
    def _compute_gauge_then(self):
        for hold in self:
            facts = (hold.figures or {}).get('facts')
            hold.gauge_then = facts and hold._gauge(facts)

    @api.depends('figures', 'state')
    def _compute_gauge_now(self):
        facts = self.profile_id._hold_facts(self.order_id)
        for hold in self:
            now = facts.get(hold.profile_id.id) or {}
            own = hold.order_id.state == 'sale' and hold.checkpoint != 'order_growth'
            hold.gauge_now = hold._gauge(now, 0.0 if own else None)
            hold.unmatched_text = now.get('in_transit') and self.env._(
                "%(amount)s received, not matched yet",
                amount=hold.profile_id.currency_id.format(now['in_transit']),
            )
            hold.can_match = hold.state == 'open' and bool(now.get('in_transit'))
            hold.passes_now = hold._passes_now()

    def _passes_now(self):
        """Tell whether an open hold's order would pass as things stand."""
        self.ensure_one()
        if self.state != 'open' or self.kind == 'manual' or not self.order_id or self.picking_id:
            return False
        verdict = self.env['credit.check'].sudo()._judge_hold(self.sudo())
        return verdict.verdict not in ('hold', 'stop')

    def _gauge(self, facts, document=None):
        """Return what the gauge draws of `facts`: parts in order, the limit, this document."""
        self.ensure_one()
        document = self.amount if document is None else document
        return self.profile_id._gauge(facts, document)

    @api.depends_context('uid')
    @api.depends('figures', 'amount')
    def _compute_authority_text(self):
        """Say whether the reader's own authority is enough for this release."""
        authority = self.env['credit.authority']
        for hold in self:
            company, (excess, needed) = hold.company_id, authority._needed(hold)
            excess = max(excess, 0.0)
            level, bound = authority._of_user(self.env.user, company)
            values = {
                'level': level, 'excess': company.currency_id.format(excess),
                'bound': company.currency_id.format(bound or 0.0), 'needed': needed,
            }
            if hold.verdict == 'stop':
                hold.authority_text = self.env._("A stop takes two credit managers")
            elif bound is None:
                hold.authority_text = self.env._("Enough: a credit manager without bound")
            elif authority._reaches(level, bound, excess, needed, company.currency_id):
                hold.authority_text = self.env._(
                    "Level %(level)s, up to %(bound)s over the limit: enough for %(excess)s",
                    **values,
                )
            elif company.currency_id.compare_amounts(excess, bound) <= 0:
                hold.authority_text = self.env._(
                    "Level %(level)s; this takes level %(needed)s.", **values
                ) + authority._why_raised(company, hold.profile_id)
            else:
                hold.authority_text = self.env._(
                    "Level %(level)s ends at %(bound)s; this is %(excess)s over the limit", **values
                )

    @api.depends_context('lang')
    @api.depends('figures')
    def _compute_passed_text(self):
        for hold in self:
            codes = (hold.figures or {}).get('passed') or []
            names = [str(rules.RULES[code].name) for code in codes if code in rules.RULES]
            hold.passed_text = ', '.join(names)

    # === ACTIONS === #

    def action_assign_to_me(self):
        """Take these holds on one's own desk."""
        for hold_sudo in self._desk_sudo():
            hold_sudo._hand_over(self.env.user)
        return True

    def action_snooze(self, hours=2):
        """Put these holds aside; they come back by themselves, their deadline stays."""
        self._desk_sudo().snooze_until = fields.Datetime.now() + timedelta(hours=hours)
        return True

    def action_wake(self):
        self._desk_sudo().snooze_until = False
        return True

    def _desk_sudo(self):
        """Return the open holds among `self` in sudo, for who works the queue."""
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("The queue is worked by credit officers."))
        self.check_access('read')
        return self.sudo().filtered(lambda hold: hold.state == 'open')

    def action_release_dialog(self):
        return self._dialog('credit.hold.release', self.env._("Release"))

    def action_reject_dialog(self):
        return self._dialog('credit.hold.reject', self.env._("Reject"))

    def _dialog(self, model, title):
        return {
            'type': 'ir.actions.act_window', 'name': title, 'res_model': model,
            'view_mode': 'form', 'views': [(False, 'form')], 'target': 'new',
            'context': {'default_hold_ids': [(6, 0, self.ids)]},
        }

    def action_open_document(self):
        """Open the order or the transfer that waits, or the customer's page."""
        self.ensure_one()
        document = self.picking_id or self.order_id or self.profile_id
        return {
            'type': 'ir.actions.act_window', 'res_model': document._name, 'res_id': document.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_open_profile(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile',
            'res_id': self.profile_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_open_exposure(self):
        return self.profile_id.action_open_exposure()

    # === IN SHORT === #

    def _briefs(self):
        """Return ``{hold id: why in a few words}`` for a list."""
        facts = self.profile_id._hold_facts()
        return {
            hold.id: ' · '.join(filter(None, [
                hold._brief(), hold._brief_unmatched(facts.get(hold.profile_id.id) or {}),
            ]))
            for hold in self
        }

    def _brief(self):
        """Return the worst breach in a few words."""
        self.ensure_one()
        rank = {'stop': 0, 'hold': 1, 'warn': 2}
        worst = self.breach_ids.sorted(lambda breach: rank.get(breach.severity, 3))[:1]
        if self.kind == 'manual' or not worst:
            return self._why()
        excess = (worst.data.get('params') or {}).get('excess')
        if worst.code == 'H01' and excess:
            return self.env._("%(amount)s over", amount=whole(self.env, excess))
        if worst.data.get('kind') == 'standing':
            return worst.message.split('. ')[0]
        return f'{worst.rule_name} {worst.figures_text}'

    def _brief_unmatched(self, facts):
        amount = self.state == 'open' and facts.get('in_transit')
        return amount and self.env._("%(amount)s unmatched", amount=whole(self.env, amount))

    # === PREVIEW === #

    def credit_preview(self):
        """Return what the queue's side pane shows of one hold."""
        self.ensure_one()
        self.check_access('read')
        formatter = self.env['credit.check']._formatter()
        return {
            'id': self.id, 'name': self.name, 'state': self.state, 'verdict': self.verdict,
            'document': self.document_name, 'customer': self.sudo().partner_id.display_name,
            'headline': self.headline, 'owner': self.user_id.name or '',
            'is_mine': self.user_id == self.env.user, 'is_late': self.is_late,
            'passed_on': self.escalation_text or '',
            'decide_by': fields.Datetime.to_string(self.decide_by) if self.decide_by else False,
            'ship_date': fields.Datetime.to_string(self.ship_date) if self.ship_date else False,
            'amount': formatter.money(self.amount), 'requester': self.requester_id.name or '',
            'sales_note': self.release_note_sales or '',
            'asked_sales_at':
                fields.Datetime.to_string(self.asked_sales_at) if self.asked_sales_at else False,
            'question': self.question or '', 'proposal': self._proposal_brief(),
            'margin': self.margin_text or '',
            'record': self.record_text, 'authority': self.authority_text,
            'unmatched': self.can_match and self.unmatched_text or '',
            'passes_now': self.passes_now, 'can_match': self.can_match,
            'gauge_then': self.gauge_then, 'gauge_now': self.gauge_now,
            'breaches': [
                {'id': breach.id, 'rule': breach.rule_name, 'severity': breach.severity,
                 'message': breach.message, 'figures': breach.figures_text,
                 'invoices': breach.invoices_text}
                for breach in self.breach_ids
            ],
            'can_decide': self.state == 'open' and self.env.user.has_group(
                'credit_management.credit_management_group_officer'
            ),
        }


class CreditBreach(models.Model):
    _inherit = 'credit.breach'

    figures_text = fields.Char(compute='_compute_figures_text', string="Value / Threshold")

    @api.depends_context('uid', 'lang')
    @api.depends('data')
    def _compute_figures_text(self):
        formatter = self.env['credit.check']._formatter()
        for breach in self:
            data = breach.data or {}
            printed = [self._printed(formatter, data, name) for name in ('value', 'threshold')]
            breach.figures_text = ' / '.join(text for text in printed if text)

    def _printed(self, formatter, data, name):
        """Print one figure in its unit; a standing has words elsewhere."""
        figure, kind = data.get(name), data.get('kind', 'amount')
        if not formatter.show_amounts or not isinstance(figure, (int, float)) or kind == 'standing':
            return ''
        if kind == 'days':
            return self.env._("%(days)s d", days=formatter.number(figure))
        if kind == 'percent':
            return f'{formatter.number(figure)} %'
        return whole(self.env, figure)
