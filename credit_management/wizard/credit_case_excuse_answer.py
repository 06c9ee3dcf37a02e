from odoo import api, fields, models

from ..models.credit_excuse_facts import FACTS, STEPS, VERDICTS


class CreditCaseExcuseAnswer(models.TransientModel):
    """The dialog that answers an excuse from the books, while the customer is on the telephone."""

    _name = 'credit.case.excuse.answer'
    _description = "Answer an Excuse"

    case_id = fields.Many2one('credit.case', required=True, readonly=True)
    excuse_id = fields.Many2one('credit.excuse', required=True)
    line_ids = fields.Many2many(
        'account.move.line', compute='_compute_line_ids', store=True, readonly=False,
        compute_sudo=False, string="About")
    said = fields.Text(string="His Words")
    fact_ids = fields.One2many(
        'credit.case.excuse.fact', 'wizard_id', compute='_compute_fact_ids', store=True,
        compute_sudo=False, readonly=False, string="Facts")
    verdict = fields.Selection(VERDICTS, compute='_compute_verdict', string="Answer")
    fact = fields.Selection(FACTS, compute='_compute_verdict', string="Decided By")
    step = fields.Selection(STEPS, compute='_compute_verdict', string="Next Step")
    text = fields.Text(compute='_compute_verdict', string="Say")
    has_unknown = fields.Boolean(compute='_compute_verdict')

    @api.depends('case_id')
    def _compute_line_ids(self):
        for wizard in self:
            wizard.case_id.check_access('read')
            wizard.line_ids = wizard.case_id.sudo().line_ids._credit_case_open()

    @api.depends('excuse_id', 'line_ids')
    def _compute_fact_ids(self):
        for wizard in self:
            answered = wizard._answered({})
            known = wizard._known(answered)
            wizard.fact_ids = [(5,)] + [
                (0, 0, {
                    'fact': fact, 'value': {True: 'yes', False: 'no', None: 'unknown'}[known[fact]],
                    'by_books': known[fact] is not None, 'count_text': wizard._count(found),
                    'proof_model': answered.proofs[fact]._name if answered.proofs.get(fact) else False,
                    'proof_ids': answered.proofs[fact].ids if answered.proofs.get(fact) else [],
                }) for fact, found in answered.values.items()
            ]

    @api.depends('excuse_id', 'line_ids', 'fact_ids.value')
    def _compute_verdict(self):
        for wizard in self:
            answer = wizard._answered(wizard._told()).answer
            wizard.verdict = (answer.verdict if answer else 'unproven') if wizard.excuse_id else False
            wizard.fact = answer and answer.fact
            wizard.step = answer and answer.step.code
            wizard.has_unknown = bool(answer and answer.unknown)
            wizard.text = wizard.excuse_id[f'text_{wizard.verdict}'] if wizard.verdict else False

    def _answered(self, told):
        """Return what the books say; the lines are those of the case, whatever a client sends."""
        self.case_id.check_access('read')
        case_sudo = self.case_id.sudo()
        lines = case_sudo.line_ids & self.line_ids._origin.sudo()
        return self.excuse_id._origin._answer(case_sudo, lines, told) if self.excuse_id else (
            self.env['credit.excuse'].new({})._answer(case_sudo, lines))

    def _known(self, answered):
        entry = self.excuse_id._origin._entry()
        lines = self.line_ids._origin
        return self.excuse_id._combined(entry, answered.values, lines) if entry else {}

    def _told(self):
        """Return what a person knows beyond the books."""
        return {
            row.fact: row.value == 'yes' for row in self.fact_ids
            if not row.by_books and row.value in ('yes', 'no')
        }

    @api.model
    def _count(self, found):
        """Return how many lines say so, where not all say the same."""
        yes = sum(value is True for value in found.values())
        if not found or yes in (0, len(found)):
            return ''
        return self.env._("%(yes)s of %(all)s lines", yes=yes, all=len(found))

    def action_log(self):
        """Log the excuse and its answer; the next step is the case's next day."""
        self.ensure_one()
        case_sudo = self.case_id._checked()
        told = self._told()
        case_sudo._log_excuse(
            self.excuse_id, case_sudo.line_ids & self.line_ids.sudo(), self.said,
            self._answered(told), told)
        return {'type': 'ir.actions.act_window_close'}


class CreditCaseExcuseFact(models.TransientModel):
    """A fact about an excuse: by the books, or as whoever asks knows it."""

    _name = 'credit.case.excuse.fact'
    _description = "Fact about an Excuse"

    wizard_id = fields.Many2one('credit.case.excuse.answer', required=True, ondelete='cascade')
    fact = fields.Selection(FACTS, required=True, readonly=True)
    value = fields.Selection([('yes', "Yes"), ('no', "No"), ('unknown', "Not known")], required=True)
    by_books = fields.Boolean(string="By the Books", readonly=True)
    count_text = fields.Char(string="How Many", readonly=True)
    proof_model = fields.Char(readonly=True)
    proof_ids = fields.Json(readonly=True)

    def action_open_proof(self):
        """Open what shows it; what the reader may not open he does not get."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.proof_model,
            'name': dict(self._fields['fact']._description_selection(self.env))[self.fact],
            'view_mode': 'list,form', 'domain': [('id', 'in', self.proof_ids or [])],
        }
