import re

from odoo import models
from odoo.tools.misc import formatLang

from ..report.xlsx import Book, Column

#: What a file is called that is a contract.
CONTRACT = re.compile(r'contract|agreement|vertrag|合同|协议', re.IGNORECASE)
#: Kinds of decisions that tell how a claim was pursued, and how many of them at most. What was
#: asked, refused or reckoned in the house is none of them.
PURSUED, LOGGED = ('interest', 'mandate'), 2_000


class CreditHandover(models.Model):
    """Where the papers come from, and the index. A part adds papers by extending `_papers`."""

    _inherit = 'credit.handover'

    def _papers(self):
        """Return the values of a `credit.handover.paper` each (in sudo mode)."""
        moves = self.line_ids.move_id
        orders = moves.line_ids.sale_line_ids.order_id
        return [
            *self._papers_of_customer(), *self._papers_of_orders(orders),
            *self._papers_of_proofs(orders), *self._papers_of_invoices(moves),
            *self._papers_of_letters(),
        ]

    def _attached(self, records):
        """Return attachments of `records` by record id, without those that hold fields."""
        found = {}
        for attachment in self.env['ir.attachment'].search([
            ('res_model', '=', records._name), ('res_id', 'in', records.ids),
            ('res_field', '=', False), ('type', '=', 'binary'),
        ], order='create_date, id'):
            found.setdefault(attachment.res_id, []).append(attachment)
        return found

    def _field_files(self, records, *names):
        """Return {(record id, field)} of what holds a file, without reading any."""
        return {(one['res_id'], one['res_field']) for one in self.env['ir.attachment'].search_read(
            [('res_model', '=', records._name), ('res_id', 'in', records.ids),
             ('res_field', 'in', names)], ['res_id', 'res_field'])}

    def _attachment_values(self, section, attachment, date=None):
        stem, dot, ending = (attachment.name or '').rpartition('.')
        return {
            'section': section, 'source': 'attachment', 'what': str(attachment.id),
            'date': date or attachment.create_date.date(), 'res_model': attachment.res_model,
            'res_id': attachment.res_id, 'title': stem if dot else attachment.name or '–',
            'ending': ending if dot else 'bin',
        }

    def _papers_of_customer(self):
        contacts = self.env['res.partner'].with_context(active_test=False).search(
            [('commercial_partner_id', '=', self.partner_id.id)])
        # Files on the credit profile are ours: bureau reports, statements given in confidence.
        for attachments in self._attached(contacts).values():
            for one in attachments:
                section = 'contract' if CONTRACT.search(one.name or '') else 'other'
                yield self._attachment_values(section, one)

    def _papers_of_orders(self, orders):
        attached = self._attached(orders)
        for order in orders:
            yield {
                'section': 'order', 'source': 'report', 'what': 'sale.action_report_saleorder',
                'date': order.date_order.date(), 'title': order.name, 'ending': 'pdf',
                'res_model': 'sale.order', 'res_id': order.id,
            }
            for one in attached.get(order.id, ()):
                section = 'contract' if CONTRACT.search(one.name or '') else 'order'
                yield self._attachment_values(section, one)

    def _papers_of_proofs(self, orders):
        proofs = self.env['credit.delivery.proof'].search([
            ('picking_id', 'in', orders.picking_ids.ids), ('withdrawn_at', '=', False)])
        files = self._field_files(proofs, 'photo', 'signature')
        for proof in proofs:
            for name, ending in (('photo', 'jpg'), ('signature', 'png')):
                if (proof.id, name) in files:
                    yield {
                        'section': 'proof_of_delivery', 'source': 'image', 'what': name,
                        'date': proof.date, 'title': f'{proof.picking_id.name} {name}',
                        'ending': ending, 'res_model': proof._name, 'res_id': proof.id,
                    }

    def _papers_of_invoices(self, moves):
        attached = self._attached(moves)
        for move in moves:
            files = attached.get(move.id, ())
            if not any(one.mimetype == 'application/pdf' for one in files) and move.is_invoice():
                yield {
                    'section': 'invoice', 'source': 'report', 'what': 'account.account_invoices',
                    'date': move.invoice_date or move.date, 'title': move.name, 'ending': 'pdf',
                    'res_model': 'account.move', 'res_id': move.id,
                }
            for one in files:
                yield self._attachment_values('invoice', one, move.invoice_date or move.date)

    def _letters(self):
        """Return the letters about these claims that left the house."""
        return self.env['credit.letter'].search([
            ('profile_id', '=', self.profile_id.id), ('state', 'in', ('sent', 'delivered')),
            ('line_ids.move_line_id', 'in', self.line_ids.ids),
        ], order='sent_on, id')

    def _papers_of_letters(self):
        """Return what was sent, with the evidence that it arrived."""
        for letter in self._letters():
            for one in letter.document_id | letter.evidence_ids:
                yield self._attachment_values('letter', one, letter.sent_on)

    # === INDEX === #

    def _write_index(self, target, found):
        """Write the index to `target`: papers in order, what is missing, claims, the log."""
        names = dict(self.env['credit.handover.paper']._fields['section']._description_selection(
            self.env))
        facts = [
            self.company_id.name, self.partner_id.display_name,
            self.env._("Missing: %(papers)s", papers=self.missing or self.env._("nothing")),
        ]
        with Book(target) as book:
            sheet = book.sheet(self.env._("Index"), self.display_name, facts, [
                Column('number', self.env._("No."), 'integer'),
                Column('section', self.env._("Section"), width=20),
                Column('date', self.env._("Date"), 'date'),
                Column('title', self.env._("Document"), width=40),
                Column('path', self.env._("File"), width=60),
            ])
            for row in found.rows:
                sheet.write([row.number, names[row.paper.section], row.paper.date,
                             row.paper.title, row.path])
            self._write_claims(book, facts)
            self._write_log(book, facts)

    def _write_claims(self, book, facts):
        sheet = book.sheet(self.env._("Claims"), self.display_name, facts, [
            Column('name', self.env._("Document"), width=20),
            Column('date', self.env._("Posting Date"), 'date'),
            Column('due', self.env._("Due Date"), 'date'),
            Column('amount', self.env._("Amount"), width=18),
            Column('open', self.env._("Open"), width=18),
        ])
        for line in self.sudo().line_ids.sorted(lambda one: (one.date_maturity or one.date, one.id)):
            sheet.write([line.move_id.name, line.date, line.date_maturity or None, *(
                formatLang(self.env, amount, currency_obj=line.currency_id)
                for amount in (line.amount_currency, line.amount_residual_currency))])

    def _write_log(self, book, facts):
        sheet = book.sheet(self.env._("Log"), self.display_name, facts, [
            Column('date', self.env._("Date"), width=18),
            Column('kind', self.env._("What"), width=24),
            Column('user', self.env._("Who"), width=20),
            Column('summary', self.env._("Text"), width=70),
        ])
        for row in sorted(self._log_rows(), key=lambda row: str(row[0])):
            sheet.write([str(row[0]), *row[1:]])

    def _log_rows(self):
        """Return [(day or moment, what, who, text)] of how the claim was pursued.

        The debtor may read it: what was done and when, never what somebody of ours thought of it.
        A part adds what it does by extending this.
        """
        return [*self._decision_rows(), *self._touch_rows(), *self._promise_rows(), *(
            (letter.sent_on, self.env._("Letter"), letter.sent_by_id.name or None, letter.subject)
            for letter in self._letters()
        )]

    def _decision_rows(self):
        decisions = self.env['credit.decision'].sudo().search([
            ('profile_id', '=', self.profile_id.id), ('kind', 'in', PURSUED),
        ], order='date, id', limit=LOGGED)
        kinds = dict(decisions._fields['kind']._description_selection(self.env))
        return [
            (one.date, kinds[one.kind], one.user_id.name or None, None)
            for one in decisions
        ]

    def _touch_rows(self):
        """Return what was said and tried; what was taken back is none of it."""
        touches = self.env['credit.touch'].search([
            ('profile_id', '=', self.profile_id.id), ('kind', '=', 'contact'),
            ('state', '=', 'done'), ('undone_at', '=', False),
        ], order='done_on, id', limit=LOGGED)
        channels = dict(touches._fields['channel']._description_selection(self.env))
        outcomes = dict(touches._fields['outcome']._description_selection(self.env))
        return [
            (one.done_on or one.day, channels.get(one.channel), one.done_by_id.name or None,
             outcomes.get(one.outcome))
            for one in touches
        ]

    def _promise_rows(self):
        promises = self.env['credit.promise'].search([
            ('profile_id', '=', self.profile_id.id), ('state', '!=', 'cancelled'),
        ], order='made_on, id', limit=LOGGED)
        states = dict(promises._fields['state']._description_selection(self.env))
        return [
            (one.made_on, self.env._("Promise"), one.user_id.name or None, self.env._(
                "%(amount)s for %(day)s: %(state)s", amount=one.currency_id.format(one.amount),
                day=one.day, state=states[one.state]))
            for one in promises
        ]
