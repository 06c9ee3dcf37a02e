from odoo import api, models

from ..report.xlsx import Book, Column, Currency


class CreditConflictFinding(models.Model):
    """Findings as a spreadsheet: the matrix, then a sheet a kind."""

    _inherit = 'credit.conflict.finding'

    @api.model
    def _export_xlsx(self, target, company_id=None):
        """Write the matrix and all findings of a root company to `target`."""
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        currency = Currency(root_sudo.currency_id.name, root_sudo.currency_id.decimal_places)
        facts = [root_sudo.display_name, str(root_sudo._credit_today()), self._unseen()]
        with Book(target) as book:
            self._write_matrix(book, facts)
            for kind, name in self._fields['kind']._description_selection(self.env):
                self._write_kind(book, root_sudo, kind, name, facts, currency)

    @api.model
    def _unseen(self):
        return self.env._(
            "What nobody can see here: one login that several people share, and what was done"
            " outside Odoo.")

    @api.model
    def _write_matrix(self, book, facts):
        sheet = book.sheet(self.env._("Matrix"), self.env._("Conflicts of duties"), facts, [
            Column('first', self.env._("One duty"), width=30),
            Column('second', self.env._("The other"), width=30),
            Column('first_roles', self.env._("Roles of the one"), width=40),
            Column('second_roles', self.env._("Roles of the other"), width=40),
            Column('deed', self.env._("Seen in"), width=40),
            Column('why', self.env._("Why"), width=70),
        ])
        conflicts = self.env['credit.conflict']
        deeds = dict(conflicts._selection_deed())
        for conflict in conflicts.search([('active', '=', True)]):
            sheet.write([
                conflict.first, conflict.second,
                *(', '.join(groups.mapped('full_name'))
                  for groups in (conflict.first_group_ids, conflict.second_group_ids)),
                deeds.get(conflict.deed), conflict.why or None,
            ])

    @api.model
    def _write_kind(self, book, root, kind, name, facts, currency):
        sheet = book.sheet(name, name, facts, [
            Column('user', self.env._("Person"), width=26),
            Column('login', self.env._("Login"), width=26),
            Column('conflict', self.env._("Conflict"), width=44),
            Column('roles', self.env._("Roles"), width=60),
            Column('date', self.env._("Date"), 'date'),
            Column('document', self.env._("Document"), width=24),
            Column('amount', self.env._("Amount"), 'money'),
        ], currency=currency)
        for finding in self.search([('kind', '=', kind), ('company_id', '=', root.id)]):
            person_sudo = finding.user_id.sudo()
            sheet.write([
                person_sudo.name, person_sudo.login, finding.conflict_id.name or None,
                finding.roles or None, finding.date and root._credit_day(finding.date),
                finding.document or None, finding.amount if kind == 'did' else None,
            ])
