from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.step_findings import QUESTIONS, finding

#: Step -> the evidence that all its questions, answered well, are; True: with a paper that shows it.
SHOWS = {
    'R0': ('papers_complete', False), 'R1': ('confirmed_in_writing', True),
    'R2': ('quality_form', True), 'R3': ('invoice_acknowledged', False),
}


class CreditRpmFinding(models.Model):
    """What was found at a step of the papers: its questions answered, now and then; the last answer
    to each counts. It never changes; what is wrong is withdrawn.
    """

    _name = 'credit.rpm.finding'
    _inherit = ['credit.evidence']
    _description = "Answers at a Monitoring Step"
    _order = 'id desc'
    _rec_name = 'code'

    item_id = fields.Many2one(
        'credit.rpm.item', required=True, readonly=True, index=True, ondelete='restrict')
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='restrict')
    code = fields.Char(string="Step", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    answers = fields.Json(
        readonly=True, help="Question: true, false, or null where it does not apply.")
    summary = fields.Char(string="Found", compute='_compute_summary')
    note = fields.Char(readonly=True)
    touch_id = fields.Many2one(
        'credit.touch', readonly=True, index='btree_not_null', ondelete='set null')
    file_ids = fields.Many2many('ir.attachment', string="Papers", readonly=True)

    @api.depends_context('lang')
    @api.depends('answers')
    def _compute_summary(self):
        texts = self.env['credit.rpm.step']._question_texts()
        marks = {True: '✓', False: '✗', None: '–'}
        for found in self:
            found.summary = ' · '.join(
                f'{marks.get(value, "")} {texts.get(code, code)}'
                for code, value in (found.answers or {}).items())

    def _evidence_changed(self):
        super()._evidence_changed()
        items = self.item_id.sudo()
        if items and any(found.withdrawn_at for found in self):
            items._look(items)

    # === ALL THAT WAS ANSWERED === #

    @api.model
    def _told(self, item_ids):
        """Return ``{(item id, code): ({question: answer}, last day, is a paper there)}``, one query."""
        self.flush_model()
        told = {}
        for item_id, code, answers, day, has_file in self.env.execute_query(SQL(
            """SELECT f.item_id, f.code, f.answers, f.day, EXISTS (
                      SELECT FROM credit_rpm_finding_ir_attachment_rel r
                       WHERE r.credit_rpm_finding_id = f.id)
                 FROM credit_rpm_finding f
                WHERE f.item_id = ANY(%s) AND f.withdrawn_at IS NULL ORDER BY f.id""",
            list(item_ids),
        )):
            known, _day, had_file = told.get((item_id, code), ({}, None, False))
            told[item_id, code] = ({**known, **(answers or {})}, day, had_file or has_file)
        return told

    @api.model
    def _judged(self, code, answers):
        """Return the `step_findings.Finding` of answers with null for what does not apply."""
        none = [question for question, value in answers.items() if value is None]
        return finding(
            code, {key: value for key, value in answers.items() if value is not None}, none)


class CreditRpmItem(models.Model):
    """Questions that were all answered well are the evidence of their step."""

    _inherit = 'credit.rpm.item'

    finding_ids = fields.One2many('credit.rpm.finding', 'item_id', string="What Was Found")

    @api.model
    def _evidence(self, item_ids, today):
        found = super()._evidence(item_ids, today)
        findings = self.env['credit.rpm.finding'].sudo()
        for (item_id, code), (answers, day, has_file) in findings._told(item_ids).items():
            kind, needs_file = SHOWS.get(code, (None, False))
            if kind and (has_file or not needs_file) and findings._judged(code, answers).is_complete:
                found.setdefault(item_id, {})[kind] = day
        return found


class CreditRpmStep(models.Model):
    """The questions of a step, what was answered, and whether that does the step."""

    _inherit = 'credit.rpm.step'

    def _answered(self):
        """Return ``{question: answer}`` of what was answered at this step so far."""
        told = self.env['credit.rpm.finding'].sudo()._told(self.item_id.ids)
        return told.get((self.item_id.id, self.code), ({},))[0]

    def _is_asked(self):
        """Return those that ask something."""
        return self.filtered(lambda step: step.code in QUESTIONS)

    def _note_answers(self, answers, note=None, files=(), touch=None, day=None):
        """Keep what was answered at this step.

        :param answers: ``{question: True (good), False (bad), None (does not apply)}``
        :return: the `step_findings.Finding` of all that was answered at it
        """
        self.ensure_one()
        known = {question.code for question in QUESTIONS[self.code]}
        for question, value in answers.items():
            if question not in known or value not in (True, False, None):
                raise UserError(self.env._(
                    "%(step)s asks no %(question)s. Its questions are %(questions)s, answered by"
                    " true, false or null.", step=self.code, question=question,
                    questions=', '.join(sorted(known))))
        findings_sudo = self.env['credit.rpm.finding'].sudo()
        if answers or files:
            kept_sudo = findings_sudo.create({
                'item_id': self.item_id.id, 'profile_id': self.profile_id.id,
                'company_id': self.company_id.id, 'code': self.code, 'answers': answers,
                'day': day or self.company_id.sudo()._credit_today(), 'note': note,
                'touch_id': touch.id if touch else False, 'file_ids': [(6, 0, [f.id for f in files])],
            })
            for file_sudo in files:
                file_sudo.write({'res_model': kept_sudo._name, 'res_id': kept_sudo.id})
        found = findings_sudo._judged(self.code, self.sudo()._answered())
        if found.delays and answers.get('received') is False:
            self._tell_not_received()
        return found

    @staticmethod
    def _is_settled_by(found):
        """Tell whether answers do a step: all are there, and no paper is missing."""
        return not found.missing and ('paper', None) not in found.opens

    def _tell_not_received(self):
        """The goods did not come: who sold them finds out where they are; the due day may not stand."""
        company = self.company_id.sudo()
        owners = self.env['credit.duty']._owners(
            company, self.profile_id.sudo(), company._credit_today())
        user_id = owners.get((self.profile_id.id, 'sales_assistant'))
        if user_id:
            self.sudo().profile_id.partner_id.with_context(
                mail_activity_quick_update=True).activity_schedule(
                'mail.mail_activity_data_todo', user_id=user_id, summary=self.env._(
                    "Not received: %(document)s. Find out where the goods are; until they arrive the"
                    " due day may not stand.", document=self.item_id.sudo().name))
