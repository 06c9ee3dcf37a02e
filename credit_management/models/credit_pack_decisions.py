from datetime import timedelta

from odoo import fields, models

from ..report.pack import Column, Figure, Section
from ..tools import deadlines


class CreditPack(models.Model):
    """A report of the pack: how the holds of the month ended."""

    _inherit = 'credit.pack'

    def _reports(self):
        return {
            **super()._reports(), 'decisions': (self._collect_decisions, self._show_decisions),
        }

    def _collect_decisions(self):
        """Return the holds that ended in the month, by the company's clock, as they stand."""
        zone, day = self.company_id._credit_zone(), self.date
        since, until = (
            fields.Datetime.to_string(moment) for moment in (
                deadlines.at(day.replace(day=1), 0.0, zone),
                deadlines.at(day + timedelta(days=1), 0.0, zone))
        )
        holds = self.env['credit.hold'].search([
            ('company_id', '=', self.company_id.id), ('state', '!=', 'open'),
            ('decided_at', '>=', since), ('decided_at', '<', until),
        ], order='decided_at, id')
        paid = holds._how_paid() if holds else {}
        return {'rows': [[
            hold.name, hold.partner_id.display_name, hold.company_id._credit_day(
                hold.decided_at).isoformat(), hold.state, hold.amount,
            hold.decided_by_id.name or None, hold.reason_id.code or None,
            paid.get(hold.order_id.id),
        ] for hold in holds]}

    def _show_decisions(self, values):
        holds = self.env['credit.hold']
        states = dict(holds._fields['state']._description_selection(self.env))
        paid = {
            'overdue': self.env._("overdue now"), 'late': self.env._("paid late"),
            'open': self.env._("invoiced, not due"), 'paid': self.env._("paid on time"),
        }
        reasons = {reason.code: reason.name for reason in self.env['credit.reason'].sudo()
                   .with_context(active_test=False).search([])}
        rows = [
            [name, customer, day, states.get(state, state), amount, who,
             reasons.get(reason, reason), paid.get(outcome)]
            for name, customer, day, state, amount, who, reason, outcome in values['rows']
        ]
        count = {state: sum(row[3] == state for row in values['rows']) for state in states}
        return Section(
            'decisions', self._nine()['decisions'], [
                Column('name', self.env._("Hold"), width=12),
                Column('customer', self.env._("Customer"), width=30),
                Column('day', self.env._("Decided"), 'date'),
                Column('state', self.env._("Outcome"), width=14),
                Column('amount', self.env._("Amount"), 'money', total=True),
                Column('who', self.env._("By"), width=18),
                Column('reason', self.env._("Reason"), width=24),
                Column('paid', self.env._("Paid"), width=16),
            ], rows,
            figures=[Figure(states[state], count[state], 'integer')
                     for state in ('released', 'rejected', 'cured', 'cancelled')],
            empty=self.env._("No hold ended in this month."),
        )
