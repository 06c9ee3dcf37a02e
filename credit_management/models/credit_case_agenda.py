from collections import defaultdict

from odoo import models

from ..tools.case_agenda import Agenda, next_action


class CreditCase(models.Model):
    """When something has to be done about a case next, and why then."""

    _inherit = 'credit.case'

    def _agenda_facts(self):
        """Return ``{case id: {field of tools.case_agenda.Agenda: day}}``, one query a fact.

        What has a clock of its own (courts, law) adds its days by extending it.
        """
        facts = defaultdict(dict)
        promised, disputes = self._promised_until(), self._disputed_until()
        for case in self:
            facts[case.id] = {
                'promise_until': promised.get(case.id),
                'dispute_until': disputes.get(case.id),
            }
        return facts

    def _promised_until(self):
        """Return ``{case id: last day, grace included}`` where open promises cover all that is
        open of a case; what they leave is asked for as ever."""
        promises_sudo = self.env['credit.promise'].sudo()
        open_sudo = promises_sudo.search(
            [('profile_id', 'in', self.profile_id.ids), ('state', '=', 'open')])
        promised, found = {}, {}
        for root, profiles in open_sudo.profile_id.grouped('company_id').items():
            promised.update(promises_sudo._of_lines(profiles, root._credit_today()))
        for case in self:
            lines = case.line_ids._credit_case_open()
            own = [promised.get(line.id, {}) for line in lines]
            if own and all(
                case.currency_id.compare_amounts(one.get('promised', 0.0), line.amount_residual) >= 0
                for line, one in zip(lines, own, strict=True)
            ):
                found[case.id] = max(one['promised_until'] for one in own)
        return found

    def _disputed_until(self):
        """Return ``{case id: last deadline}`` where disputes cover all that is open of a case."""
        rows = self.env['credit.dispute'].sudo()._read_group(
            [('move_line_id', 'in', self.line_ids.ids), ('state', '=', 'open')],
            ['move_line_id'], ['amount:sum', 'deadline:max'])
        disputed = {line.id: (amount, deadline) for line, amount, deadline in rows}
        found = {}
        for case in self:
            lines = case.line_ids._credit_case_open()
            covers = bool(lines) and all(
                disputed.get(line.id, (0.0, None))[0] >= line.amount_residual for line in lines)
            ends = [disputed[line.id][1] for line in lines] if covers else []
            if ends and all(ends):
                found[case.id] = max(ends)
        return found

    def _plan(self):
        """Set the next day and its reason, for open cases."""
        cases = self.filtered(lambda case: case.state == 'open')
        facts, rests = cases._agenda_facts(), cases.company_id._credit_rest()
        contacts = cases._last_contacts()
        for case in cases:
            found = next_action(
                Agenda(case.route, case._last_day(contacts.get(case.profile_id.id)),
                       planned=case.planned_on or None, **facts[case.id]),
                case.company_id._credit_today(), *rests[case.company_id.id],
            )
            if case._still_due(found):
                continue
            values = {'next_action': found.reason, 'next_action_on': found.date}
            if any(case[name] != value for name, value in values.items()):
                case.write(values)

    def _last_day(self, contact):
        """Return the day of the newest action, contact or letter, or that of the opening."""
        days = (self.opened_on, self.last_action_on, contact)
        return max(day for day in days if day)

    def _still_due(self, found):
        """Tell whether what is due now was due on an earlier day: it keeps that, and is late."""
        return bool(
            self.next_action == found.reason and self.next_action_on
            and self.next_action_on < found.date <= self.company_id._credit_today())
