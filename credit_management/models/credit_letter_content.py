from collections import defaultdict

from lxml import html
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools import demand_letters

#: Sentences of a text: whatever has this class, and the code behind it, is that sentence.
PART = 'o_credit_part_'
SENTENCES = (
    'demand_sentence', 'interest_reserved', 'consequences', 'legal_basis', 'earlier_letters',
)


class CreditLetter(models.Model):
    """What stands in a letter, and what it still lacks."""

    _inherit = 'credit.letter'

    missing = fields.Char(compute='_compute_missing')
    refusal_text = fields.Char(string="Why It Does Not Go", compute='_compute_refusal_text')
    missing_evidence = fields.Char(compute='_compute_missing_evidence')

    @api.depends_context('lang')
    @api.depends('body', 'pay_by', 'line_ids.interest', 'copy_ids', 'power_id', 'kind', 'degree')
    def _compute_missing(self):
        words = self._content_words()
        for letter in self:
            gaps = [words[code] for code in letter._missing()]
            gaps += [f'“{sentence}”' for sentence in letter._taken_back()]
            letter.missing = ', '.join(gaps) if letter.state == 'draft' else False

    @api.depends_context('lang')
    @api.depends('refusal', 'refusal_data')
    def _compute_refusal_text(self):
        rules = self.env['credit.contact.rules']
        for letter in self:
            letter.refusal_text = letter.refusal and rules._sentence(letter)

    @api.depends_context('lang')
    @api.depends('channel', 'state', 'document_id', 'evidence_ids', 'carrier_no', 'receiver',
                 'receiver_right', 'delivered_on')
    def _compute_missing_evidence(self):
        words = self._evidence_words()
        for letter in self:
            gaps = letter._evidence_gaps() if letter.state in ('sent', 'delivered') else ()
            letter.missing_evidence = ', '.join(words[code] for code in gaps)

    # === CONTENTS === #

    def _missing(self):
        """Return the codes of `demand_letters` contents that this letter lacks."""
        letter = self._letter()
        if not letter:
            return ()
        return demand_letters.missing(letter, self._contents())

    def _taken_back(self):
        """Return sentences that take the demand back; a statement must have none either."""
        return demand_letters.taken_back(self._plain())

    def _plain(self):
        return html.fromstring(str(self.body)).text_content() if self.body else ''

    def _contents(self):
        """Return the codes of what stands in the letter, by its text and what goes with it."""
        self.ensure_one()
        own = self.with_context(lang=self.lang)
        text = _tight(self._plain())
        there = {
            'creditor': self.company_id.name, 'debtor_registered_name': self.recipient,
            'service_address': (self.address or '').strip(),
            'lines': self.line_ids and all(_tight(line.name) in text for line in self.line_ids),
            'total': self.line_ids and all(
                _tight(amount) in text for amount in own._total_texts()),
            'pay_by': self.pay_by and _tight(own._pay_by_text()) in text,
            'bank_account': self.bank_account and _tight(self.bank_account) in text,
            'evidence_copies': self.copy_ids,
            'interest_to_date': self.line_ids and all(
                line.has_interest for line in self.line_ids if line.asked > 0),
            'power_of_attorney': self.power_id,
        }
        body = html.fromstring(f'<div>{self.body or ""}</div>')
        for code in SENTENCES:
            found = body.find_class(PART + code)
            there[code] = any(part.text_content().strip() for part in found)
        return {code for code, is_there in there.items() if is_there}

    def _content_words(self):
        return {
            'creditor': self.env._("our name"),
            'debtor_registered_name': self.env._("the customer's name"),
            'service_address': self.env._("a postal address"),
            'lines': self.env._("every line"),
            'total': self.env._("the total"),
            'demand_sentence': self.env._("the demand to pay"),
            'pay_by': self.env._("the day to pay by"),
            'bank_account': self.env._("our bank account"),
            'interest_reserved': self.env._("the reservation of interest"),
            'evidence_copies': self.env._("copies of invoices"),
            'interest_to_date': self.env._("interest to date"),
            'earlier_letters': self.env._("the letters before it"),
            'consequences': self.env._("what follows"),
            'legal_basis': self.env._("the legal basis"),
            'power_of_attorney': self.env._("a power of attorney"),
        }

    # === EVIDENCE === #

    def _evidence_gaps(self):
        """Return the codes of what sending should have left and did not."""
        there = {
            'document': self.evidence_ids, 'content': self.document_id,
            'address': self.email if self.channel == 'mail' else self.address,
            'signer': self.receiver, 'authorization': self.receiver_right,
            'carrier_no': self.carrier_no and self.evidence_ids,
            'delivery_receipt': self.delivered_on,
        }
        return demand_letters.missing_evidence(
            self.channel, {code for code, is_there in there.items() if is_there})

    def _evidence_words(self):
        return {
            'document': self.env._("the signed copy"),
            'content': self.env._("a copy of what was sent"),
            'address': self.env._("the address"),
            'signer': self.env._("who took it"),
            'authorization': self.env._("by what right"),
            'carrier_no': self.env._("the consignment number and its slip"),
            'delivery_receipt': self.env._("a sign that it arrived"),
            'copy': self.env._("a copy"),
        }

    # === WORDS OF THE TEXTS === #

    def _totals(self):
        """Return ``{currency: what is asked for}``."""
        totals = defaultdict(float)
        for line in self.line_ids:
            totals[line.currency_id] += line.asked
        return totals

    def _total_texts(self):
        return [format_amount(self.env, amount, currency)
                for currency, amount in self._totals().items()]

    def _total_text(self):
        """Return what is asked for as printed, one amount a currency."""
        return ' + '.join(self._total_texts())

    def _pay_by_text(self):
        return format_date(self.env, self.pay_by) if self.pay_by else ''

    def _date_text(self):
        return format_date(self.env, self.date)

    def _lines_table(self):
        """Return the table of lines as the customer reads it."""
        return self.env['ir.qweb'].sudo()._render(
            'credit_management.credit_letter_lines', {
                'letter': self, 'day': lambda value: format_date(self.env, value),
                'amount': lambda value, currency: format_amount(self.env, value, currency),
            }, lang=self.env.lang or self.lang)

    def _interest_text(self):
        """Return the interest up to the day of the letter as printed, or nothing if unknown."""
        owed = self.line_ids.filtered(lambda line: line.asked > 0)
        if not owed or not all(line.has_interest for line in owed):
            return ''
        totals = defaultdict(float)
        for line in owed:
            totals[line.currency_id] += line.interest
        return ' + '.join(
            format_amount(self.env, amount, currency) for currency, amount in totals.items())

    def _earlier_days(self):
        """Return the days of the demands before this one about the same lines, as printed."""
        earlier = self.sudo().search([
            ('profile_id', '=', self.profile_id.id), ('kind', '=', 'demand'),
            ('state', 'in', ('sent', 'delivered')), ('id', '!=', self.id),
            ('line_ids.move_line_id', 'in', self.line_ids.move_line_id.ids),
        ], order='sent_on, id')
        return ', '.join(format_date(self.env, letter.sent_on) for letter in earlier)

    # === COPIES === #

    def action_add_copies(self):
        """Add copies of the invoices, and of the proofs of delivery that there are."""
        self.check_access('write')
        self._check_draft(set())
        self.sudo()._add_copies()
        return True

    def _add_copies(self):
        """Keep with each letter a copy of each invoice it names, and of what proves delivery."""
        for letter in self.filtered(lambda one: not one.copy_ids):
            moves = letter.line_ids.move_line_id.move_id.filtered(
                lambda move: move.is_sale_document())
            letter.copy_ids = self.env['ir.attachment'].create(
                [letter._copy_values(move) for move in moves]
                + [letter._proof_values(proof) for proof in self._proofs_of(moves)])

    def _copy_values(self, move):
        known = move.invoice_pdf_report_id
        if known:
            content = known.raw
        else:
            content, _kind = self.env['ir.actions.report'].with_context(
                lang=self.lang)._render_qweb_pdf('account.account_invoices', move.ids)
        return {
            'name': f'{(move.name or "invoice").replace("/", "-")}.pdf', 'raw': content,
            'mimetype': 'application/pdf', 'res_model': self._name, 'res_id': self.id,
        }

    def _proofs_of(self, moves):
        orders = moves.invoice_line_ids.sale_line_ids.order_id
        return orders.picking_ids.credit_proof_id.filtered(lambda proof: proof.photo)

    def _proof_values(self, proof):
        return {
            'name': f'{(proof.picking_id.name or "delivery").replace("/", "-")}.jpg',
            'datas': proof.photo, 'res_model': self._name, 'res_id': self.id,
        }

    def _check_contents(self):
        """Raise naming what a letter lacks, or what takes its demand back."""
        for letter in self:
            gaps, taken = letter._missing(), letter._taken_back()
            if taken:
                raise UserError(self.env._(
                    "%(letter)s says “%(sentence)s”: with that it demands nothing. Take the"
                    " sentence out.", letter=letter.display_name, sentence=taken[0]))
            if gaps:
                words = self._content_words()
                raise UserError(self.env._(
                    "%(letter)s lacks: %(gaps)s. Add it, and approve the letter then.",
                    letter=letter.display_name, gaps=', '.join(words[code] for code in gaps)))


def _tight(text):
    return ''.join(str(text or '').split())
