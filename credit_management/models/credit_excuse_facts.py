from dataclasses import dataclass

from odoo import api, models

from ..tools import excuses

#: Facts about what customers say, as officers read them; see `tools.excuses`.
FACTS = [
    ('invoice_acknowledged', "He confirmed the invoice"),
    ('invoice_opened', "He opened the invoice"),
    ('delivery_short', "Less was delivered than invoiced"),
    ('pod_signed', "Proof of delivery is signed"),
    ('pod_signed_authorised', "Who signed for the goods was authorised"),
    ('statement_confirmed', "He confirmed a statement with it"),
    ('statement_differs', "His statement differs from ours"),
    ('objection_in_time', "He objected in time"),
    ('quality_form_signed', "He signed that the quality is right"),
    ('inspection_over', "The time to inspect the goods is over"),
    ('deputy_authorised', "Somebody else may sign"),
    ('money_here', "Money of his is here and not matched"),
    ('bank_slip', "He showed a bank slip"),
    ('slip_overdue', "He promised a bank slip and sent none"),
    ('danger_signals', "There are danger signals"),
    ('sme_protected', "The law protects us as a small company"),
    ('pay_when_paid_clause', "The contract lets him wait for his customer"),
    ('process_in_contract', "The contract knows his procedure"),
    ('deduction_agreed', "The deduction is agreed"),
    ('signer_authorised', "Who signed the contract was authorised"),
    ('performance_accepted', "He took over what was delivered"),
    ('within_limitation', "The claim has not run out"),
]
STEPS = [
    ('fix_date', "Fix a day and an amount"),
    ('resend_invoice', "Send the invoice again"),
    ('send_proof_of_delivery', "Send the proof of delivery"),
    ('open_dispute', "Open a dispute"),
    ('ask_carrier', "Ask the carrier"),
    ('deemed_conforming', "Tell him that the goods count as accepted"),
    ('ask_deputy', "Ask the deputy"),
    ('match_money', "Match the money"),
    ('ask_bank_slip', "Ask for the bank slip"),
    ('instalment_plan', "Agree on instalments"),
    ('plan_with_security', "Agree on instalments, with security"),
    ('ask_proof_of_difficulty', "Ask for proof of the difficulty"),
    ('ask_legal', "Ask a lawyer"),
    ('follow_his_process', "Follow his procedure"),
    ('reconcile', "Compare the accounts"),
    ('deduction', "Have the deduction decided"),
    ('send_authorization', "Send the authorization"),
    ('ask_ratification', "Ask for confirmation in writing"),
    ('show_interruptions', "Show what kept the claim alive"),
    ('ask_acknowledgement', "Ask for an acknowledgement of the debt"),
    ('part_now_rest_dated', "Part now, the rest by a fixed day"),
]
#: Outcomes of a step that its evidence closed.
BY_EVIDENCE = ('done', 'evidence')
VERDICTS = [
    ('refuted', "The books refute it"), ('supported', "He is right"), ('unproven', "Not proven"),
]


@dataclass(frozen=True)
class Answered:
    """`answer`: of `tools.excuses`, None for an excuse that is not checked; `values`: ``{fact:
    {line id: value}}`` by the books; `proofs`: ``{fact: records that show it}``."""

    answer: object
    values: dict
    proofs: dict


class CreditExcuse(models.Model):
    """What the books say to an excuse, line by line; what they do not know is said to be unknown.

    A fact is a method `_fact_<name>(case, lines)` that returns (``{line id: True, False or None}``,
    records that show it). Later parts add theirs.
    """

    _inherit = 'credit.excuse'

    def _answer(self, case_sudo, lines, told=None):
        """Return the `Answered` to what the customer says about `lines` of a case (sudo mode).

        :param told: ``{fact: bool}`` that a person knows; counts where the books know nothing
        """
        self.ensure_one()
        entry = self._entry()
        if entry is None:
            return Answered(None, {}, {})
        values, proofs = {}, {}
        for fact in dict.fromkeys(entry.facts):
            method = getattr(self, f'_fact_{fact}', None)
            values[fact], shown = method(case_sudo, lines) if method else ({}, None)
            if shown:
                proofs[fact] = shown
        known = self._combined(entry, values, lines)
        for fact, value in (told or {}).items():
            if fact in known and known[fact] is None:
                known[fact] = value
        return Answered(excuses.answer(entry, known), values, proofs)

    def _entry(self):
        """Return the entry of the catalogue that says what is checked, or None."""
        return excuses.BY_CODE.get(self.based_on)

    @api.model
    def _combined(self, entry, values, lines):
        return excuses.combine(entry, {
            fact: [found.get(line.id) for line in lines] for fact, found in values.items()})

    # === GOODS === #

    @api.model
    def _sold_lines(self, line):
        return line.move_id.invoice_line_ids.sale_line_ids

    @api.model
    def _fact_delivery_short(self, case_sudo, lines):
        values, shown = {}, self.env['sale.order'].sudo()
        for line in lines:
            sold = self._sold_lines(line).filtered(lambda one: one.product_id.type == 'consu')
            short = sold.filtered(
                lambda one: one.product_uom_id.compare(one.qty_delivered, one.qty_invoiced) < 0)
            values[line.id] = bool(short) if sold else None
            shown |= (short or sold).order_id
        return values, shown

    @api.model
    def _fact_pod_signed(self, case_sudo, lines):
        proofs_sudo = self.env['credit.delivery.proof'].sudo()
        transfers = {line.id: self._sold_lines(line).move_ids.picking_id.filtered(
            lambda one: one.state == 'done' and one.location_dest_id.usage == 'customer')
            for line in lines}
        proofs = proofs_sudo.search([
            ('picking_id', 'in', self.env['stock.picking'].union(*transfers.values()).ids),
            ('withdrawn_at', '=', False)])
        return {line_id: own <= proofs.picking_id if own else None
                for line_id, own in transfers.items()}, proofs

    @api.model
    def _fact_performance_accepted(self, case_sudo, lines):
        values, shown = self._fact_pod_signed(case_sudo, lines)
        return {line_id: value or None for line_id, value in values.items()}, shown

    # === WHAT WAS CONFIRMED === #

    @api.model
    def _confirmed(self, lines, code, outcomes):
        """Return (``{line id: True or None}``, records) of lines whose step `code` came out so."""
        done = self.env['credit.rpm.done'].sudo().search([
            ('code', '=', code), ('outcome', 'in', outcomes), ('withdrawn_on', '=', False),
            '|', ('move_line_id', 'in', lines.ids), ('item_id.line_ids.move_line_id', 'in', lines.ids),
        ])
        covered = set((done.move_line_id | done.item_id.line_ids.move_line_id).ids)
        return {line.id: True if line.id in covered else None for line in lines}, done

    @api.model
    def _fact_invoice_acknowledged(self, case_sudo, lines):
        return self._confirmed(lines, 'R3', (*BY_EVIDENCE, 'confirmed'))

    @api.model
    def _fact_quality_form_signed(self, case_sudo, lines):
        return self._confirmed(lines, 'R2', BY_EVIDENCE)

    @api.model
    def _fact_objection_in_time(self, case_sudo, lines):
        """Only what was disputed in time, or accepted by an officer, is an objection that counts."""
        disputes = self.env['credit.dispute'].sudo().search([
            ('move_line_id', 'in', lines.ids), ('state', '=', 'open'),
            '|', ('needs_acceptance', '=', False), ('accepted_on', '!=', False),
        ])
        disputed = set(disputes.move_line_id.ids)
        return {line.id: line.id in disputed for line in lines}, disputes

    # === MONEY, AND WHO HE IS === #

    @api.model
    def _fact_money_here(self, case_sudo, lines):
        here = case_sudo.profile_id.unmatched > 0
        return dict.fromkeys(lines.ids, here), case_sudo.profile_id if here else None

    @api.model
    def _fact_slip_overdue(self, case_sudo, lines):
        """He said before that he has paid, the slip he owed us is due, and no money came."""
        today = case_sudo.company_id._credit_today()
        asked = case_sudo.action_ids.filtered(
            lambda one: one.step == 'ask_bank_slip' and one.step_by and one.step_by < today)
        overdue = bool(asked) and case_sudo.profile_id.unmatched <= 0
        return dict.fromkeys(lines.ids, overdue or None), None

    @api.model
    def _fact_danger_signals(self, case_sudo, lines):
        signals = case_sudo.profile_id.living_signal_ids
        return dict.fromkeys(lines.ids, bool(signals)), signals

    @api.model
    def _fact_within_limitation(self, case_sudo, lines):
        today = case_sudo.company_id._credit_today()
        rows = self.env['credit.limitation'].sudo().search([('move_line_id', 'in', lines.ids)])
        return {
            row.move_line_id.id: bool(row.pending_kind) or row.safe_date >= today
            for row in rows if row.safe_date
        }, rows
