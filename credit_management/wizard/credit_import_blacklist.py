from odoo import api, models

from ..models.credit_sheet import shown
from ..report.xlsx import Column
from ..tools import blacklist
from .credit_import import Parsed, Template
from .credit_import_limits import MANAGER, _day, _text


class CreditImport(models.TransientModel):
    """Entries of the blacklist: a row an entry, proposed by whoever reads the list in."""

    _inherit = 'credit.import'

    @api.model
    def _templates(self):
        return {**super()._templates(), 'blacklist': Template(
            self.env._("Blacklist"), MANAGER, self.env._(
                "One row an entry. Each is put before two other managers; none acts before they"
                " agree. Level: no_credit or no_trade. Reason: its code."),
        )}

    @api.model
    def _columns_blacklist(self):
        return [
            Column('subject', self.env._("Who"), width=34),
            Column('level', self.env._("Level"), width=12),
            Column('code', self.env._("Reason"), width=14),
            Column('evidence', self.env._("Evidence"), width=44),
            Column('review', self.env._("Next Review"), 'date', width=13),
            *(Column(kind, name, width=24) for kind, name in self._kinds_blacklist()),
        ]

    @api.model
    def _kinds_blacklist(self):
        return self.env['credit.blacklist.key']._selection_kind()

    @api.model
    def _required_blacklist(self):
        return 'subject', 'level', 'code', 'evidence'

    def _filled_blacklist(self):
        for entry in self.env['credit.blacklist'].search(
            [('company_id', '=', self.company_id.id), ('state', 'in', ('in_force', 'removing'))]
        ):
            marks = entry.key_ids.grouped('kind')
            yield [entry.subject, entry.level, entry.reason_id.code, entry.evidence,
                   entry.review_date,
                   *(', '.join(marks[kind].mapped('value')) if kind in marks else None
                     for kind in blacklist.KINDS)]

    def _parsed_blacklist(self, rows):
        reasons = {one.code: one for one in self.env['credit.blacklist.reason'].search([])}
        known = {entry.subject.casefold() for entry in self.env['credit.blacklist'].search(
            [('company_id', '=', self.company_id.id), ('state', 'not in', ('removed', 'refused'))])}
        return [self._parsed_entry(row, reasons, known) for row in rows]

    def _parsed_entry(self, row, reasons, known):
        """Return what a row means; who is listed already is left as he is."""
        texts = {key: _text(value) for key, value in row.values.items()}
        subject, review = texts['subject'], row.values.get('review')
        marks = [(kind, texts[kind]) for kind in blacklist.KINDS if texts.get(kind)]
        marks = marks or [('name', subject)]
        if subject.casefold() in known:
            return Parsed(row.number, subject)
        fault = self._against_entry(texts, marks, reasons, review)
        if fault:
            return Parsed(row.number, subject, message=fault)
        known.add(subject.casefold())
        values = {
            'subject': subject, 'level': texts['level'], 'reason_id': reasons[texts['code']].id,
            'evidence': texts['evidence'], 'company_id': self.company_id.id,
            'key_ids': [(0, 0, {'kind': kind, 'value': value}) for kind, value in marks]}
        if review is not None:
            values['review_date'] = _day(review)
        return Parsed(row.number, subject, self.env._(
            "asked for: %(reason)s", reason=reasons[texts['code']].name), values)

    def _against_entry(self, texts, marks, reasons, review):
        """Return why a row is no entry, or None."""
        if not texts['subject'] or not texts['evidence']:
            return self.env._("Say who it is, and what shows it.")
        if texts['level'] not in blacklist.LEVELS:
            return self.env._(
                "%(text)s is no level. Write one of: %(codes)s.", text=shown(texts['level']),
                codes=', '.join(blacklist.LEVELS))
        if texts['code'] not in reasons:
            return self.env._(
                "%(text)s is no reason. Write one of: %(codes)s.", text=shown(texts['code']),
                codes=', '.join(reasons))
        if review is not None and not _day(review):
            return self.env._("%(text)s is no date. Write it like 2027-03-31.", text=shown(review))
        for kind, value in marks:
            if not blacklist.key_of(kind, value)[1]:
                return self.env._(
                    "%(value)s cannot be right: a sign is missing or its check digit is wrong.",
                    value=value)
        return None

    def _take_blacklist(self, values):
        """Ask for one entry, in the name of whoever reads the list in."""
        self.env['credit.blacklist'].create(values).action_submit()
