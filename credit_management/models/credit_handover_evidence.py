from odoo import models

from .credit_handover_sources import LOGGED


class CreditHandover(models.Model):
    """Papers that prove promises, securities, and what was done to keep the claims alive."""

    _inherit = 'credit.handover'

    def _papers(self):
        return [
            *super()._papers(), *self._papers_of_promises(), *self._papers_of_limitation(),
            *self._papers_of_courts(), *self._papers_of_guarantees(), *self._papers_of_cases(),
            *self._papers_of_interest(),
        ]

    def _log_rows(self):
        return [*super()._log_rows(), *self._case_rows()]

    def _case_rows(self):
        """Return contacts that were logged on cases; what was thought of them is ours."""
        actions = self.env['credit.case.action'].search([
            ('profile_id', '=', self.profile_id.id), ('is_contact', '=', True),
            ('touch_id', '=', False)], order='day, id', limit=LOGGED)
        kinds = dict(actions._fields['kind']._description_selection(self.env))
        reached = dict(actions._fields['is_reached']._description_selection(self.env))
        return [
            (one.day, kinds[one.kind], one.user_id.name or None, reached.get(one.is_reached))
            for one in actions
        ]

    def _papers_of_interest(self):
        """Return the newest sheet of late interest of each currency about these claims."""
        seen, sheets = set(), self.env['credit.interest.claim'].search([
            ('profile_id', '=', self.profile_id.id),
            ('line_ids.move_line_id', 'in', self.line_ids.ids)], order='until DESC, id DESC')
        for sheet in sheets:
            if sheet.currency_id not in seen:
                seen.add(sheet.currency_id)
                yield {
                    'section': 'other', 'source': 'report',
                    'what': 'credit_management.credit_interest_report', 'date': sheet.until,
                    'title': sheet.display_name, 'ending': 'pdf', 'res_model': sheet._name,
                    'res_id': sheet.id,
                }

    def _papers_of_promises(self):
        promises = self.env['credit.promise'].search([
            ('profile_id', '=', self.profile_id.id), ('cancelled_on', '=', False)])
        attached = self._attached(promises)
        for promise in promises:
            for one in attached.get(promise.id, ()):
                yield self._attachment_values('promise', one, promise.made_on)

    def _papers_of_limitation(self):
        """Return what proves events of limitation; an admission is a promise to pay."""
        papers = self.env['credit.limitation.paper'].search([
            ('event_id.profile_id', '=', self.profile_id.id), ('withdrawn_at', '=', False),
            ('event_id.withdrawn_at', '=', False),
            ('event_id.line_ids', 'in', self.line_ids.ids)])
        for paper in papers:
            event = paper.event_id
            section = 'promise' if event.kind == 'acknowledged' else 'other'
            yield self._file_values(section, paper, event.date, event.display_name)

    def _papers_of_courts(self):
        events = self.env['credit.court.event'].search([
            ('profile_id', '=', self.profile_id.id), ('withdrawn_at', '=', False)])
        files = self._field_files(events, 'file')
        for event in events:
            if (event.id, 'file') in files:
                yield self._file_values('other', event, event.date, event.display_name)

    def _papers_of_guarantees(self):
        clocks = self.env['credit.guarantee.clock'].search([
            ('profile_id', '=', self.profile_id.id)])
        files = self._field_files(clocks, 'contract')
        for clock in clocks:
            if (clock.id, 'contract') in files:
                yield self._file_values(
                    'security', clock, clock.create_date.date(), clock.display_name, 'contract')
            for act in clock.act_ids.filtered(lambda act: not act.withdrawn_at):
                yield self._file_values('security', act, act.date, act.display_name)

    def _papers_of_cases(self):
        """Return files of actions; what an action found is ours until somebody puts it in."""
        actions = self.env['credit.case.action'].search([('profile_id', '=', self.profile_id.id)])
        for action in actions:
            for one in action.attachment_ids:
                yield {**self._attachment_values('other', one, action.day), 'is_in': False}

    def _file_values(self, section, record, date, title, name='file'):
        """Return the values of the paper that a field of `record` holds."""
        stem, dot, ending = (record[f'{name}_name'] or '').rpartition('.')
        return {
            'section': section, 'source': 'image', 'what': name, 'date': date,
            'title': f'{title} {stem}'.strip() if dot else title, 'res_model': record._name,
            'res_id': record.id, 'ending': ending if dot else 'bin',
        }
