from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..facts.bank_calendar import bank_calendars
from ..tools.touches import OUTCOMES, again_on
from .credit_rpm_step_complete_line import KEPT

#: So long ago somebody may have done what he notes now.
BACK = timedelta(days=7)


class CreditRpmStepComplete(models.TransientModel):
    """A step is done by hand, or to be tried again: what came of it, in one's own words."""

    _name = 'credit.rpm.step.complete'
    _description = "Complete a Monitoring Step"

    step_id = fields.Many2one('credit.rpm.step', required=True, readonly=True, ondelete='cascade')
    outcome = fields.Selection(
        [('done', "Done"), ('no_answer', "No answer"), ('call_back', "Call back")],
        required=True, default='done',
        help="What else comes of a contact is noted in call mode, where it opens what follows.")
    day = fields.Date(
        string="Done On", required=True, default=lambda self: self.env.company._credit_today())
    note = fields.Char()
    line_ids = fields.One2many(
        'credit.rpm.step.complete.line', 'wizard_id', string="Questions")
    is_asked = fields.Boolean(compute='_compute_is_asked')
    attachment_ids = fields.Many2many(
        'ir.attachment', string="Papers", help="The signed form, the confirmation: kept with the step.")
    evidence = fields.Char(
        string="What Shows It", compute='_compute_evidence', help="One of these is enough.")

    @api.model
    def default_get(self, fields_list):
        """Begin with the questions of the step, and what was answered or is known already."""
        values = super().default_get(fields_list)
        step = self.env['credit.rpm.step'].browse(values.get('step_id')).exists()
        if not step or 'line_ids' not in fields_list:
            return values
        step.check_access('read')
        told, words = step._answered(), {value: key for key, value in KEPT.items()}
        values['line_ids'] = [(0, 0, {
            'code': one['code'], 'name': one['text'], 'fact': one['fact'],
            'answer': words[told[one['code']]] if one['code'] in told else one['known'] and 'good',
        }) for one in step._questions()]
        return values

    @api.depends('step_id')
    def _compute_is_asked(self):
        for wizard in self:
            wizard.is_asked = bool(wizard.step_id._is_asked())

    @api.depends_context('lang')
    @api.depends('step_id')
    def _compute_evidence(self):
        for wizard in self:
            wizard.evidence = ', '.join(wizard._accepted().mapped('name'))

    def _accepted(self):
        """Return the evidence that counts for this step."""
        own = self.step_id.sudo().plan_step_id
        first = self.step_id.sudo().item_id.is_first_sale
        return first and own.first_evidence_ids or own.evidence_ids

    @api.constrains('outcome', 'note')
    def _check_note(self):
        for wizard in self:
            step_sudo = wizard.step_id.sudo()
            if wizard.outcome != 'done' or (wizard.note or '').strip() or wizard.is_asked:
                continue
            if step_sudo.is_demand:
                raise UserError(self.env._(
                    "%(step)s is a demand: say in the note how it reached the customer, with the"
                    " consignment number. Or write its letter here.", step=step_sudo.display_name))
            shown = wizard._accepted()
            if shown:
                raise UserError(self.env._(
                    "%(step)s is done when one of these is there: %(evidence)s. Say in the note"
                    " which, and where it is kept.", step=step_sudo.display_name,
                    evidence=', '.join(shown.mapped('name'))))

    @api.constrains('day')
    def _check_day(self):
        for wizard in self:
            today = wizard.step_id.company_id.sudo()._credit_today()
            if wizard.day > today:
                raise UserError(self.env._(
                    "%(day)s is still to come. Give the day on which it was done.",
                    day=format_date(self.env, wizard.day)))
            earliest = today - BACK
            if wizard.day < earliest:
                raise UserError(self.env._(
                    "%(day)s is too long ago: what was done is noted within a week, from"
                    " %(first)s on.", day=format_date(self.env, wizard.day),
                    first=format_date(self.env, earliest)))

    def action_complete(self):
        """Write it down; who was not reached is tried again on the next working day."""
        self.ensure_one()
        self.step_id.check_access('read')
        follow = OUTCOMES.get(self.outcome)
        if follow and not follow.closes:
            company = self.step_id.company_id
            rest = bank_calendars(self.env, self.env.cr, [company.id])[company.id]
            self.step_id._again(again_on(self.outcome, self.day, rest))
        elif self.is_asked:
            return self._answer()
        else:
            self.step_id._complete(self.outcome, note=self.note, day=self.day)
        return {'type': 'ir.actions.act_window_close'}

    # === QUESTIONS === #

    def _answer(self):
        """Keep the answers; the step is done when all are there and no paper is missing."""
        step, files = self.step_id, self.env['credit.asked']._files(self.attachment_ids, self._name)
        self._check_first_sale(files)
        found = step._note_answers(
            {line.code: KEPT[line.answer] for line in self.line_ids if line.answer},
            self.note, files, day=self.day)
        follow = self._follow(found)
        if step._is_settled_by(found):
            step._complete('done', note=self.note or self._summary(), day=self.day)
            return follow
        step._look_at_all()
        texts = self.env['credit.rpm.step']._question_texts()
        open_codes = [*found.missing, *(
            line.code for line in self.line_ids if line.answer == 'bad')]
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'warning', 'title': self.env._("Kept; the step stays due"),
                'message': ' '.join(texts[code] for code in dict.fromkeys(open_codes)),
                'next': follow}}

    def _check_first_sale(self, files):
        """Raise where a first sale is to be confirmed in writing, and no paper is there."""
        step_sudo = self.step_id.sudo()
        if not step_sudo.item_id.is_first_sale or files:
            return
        codes = set(step_sudo.plan_step_id.first_evidence_ids.mapped('code'))
        if codes and 'note' not in codes and not (self.note or '').strip():
            raise UserError(self.env._(
                "This is a first sale: %(step)s is confirmed in writing. Add the paper, or say in"
                " the note where it is kept.", step=step_sudo.display_name))

    def _summary(self):
        """Return the answers in one line: the note of what was done."""
        words = dict(self.line_ids._fields['answer']._description_selection(self.env))
        return ' · '.join(
            f'{line.name} {words[line.answer]}' for line in self.line_ids if line.answer)

    def _follow(self, found):
        """Return the dialog that a bad answer leads to: a dispute for its reason, or the letter."""
        step = self.step_id
        lines = step.item_id.line_ids.move_line_id.filtered(lambda one: one.amount_residual > 0)
        for opens, reason in found.opens:
            if opens == 'dispute' and lines:
                action = self.env['credit.dispute.raise']._open(step.profile_id, lines[:1])
                own = self.env['credit.dispute.reason'].search([
                    ('code', '=', reason),
                    ('company_id', 'in', (False, step.company_id.id))], limit=1)
                action['context']['default_reason_id'] = own.id
                return action
            if opens == 'resend_invoice' and lines:
                return self.env['credit.letter']._make_papers(
                    step.profile_id, ['invoice'], lines, signer_id=self.env.uid)._open_form()
        return {'type': 'ir.actions.act_window_close'}
