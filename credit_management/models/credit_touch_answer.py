from odoo import models
from odoo.exceptions import UserError


class CreditTouch(models.Model):
    """What a call found: the questions of its steps of the papers."""

    _inherit = 'credit.touch'

    def _call_papers(self):
        """Add the questions of each step, and what was answered or is known of them."""
        rows = super()._call_papers()
        steps = {step.id: step for step in self.step_ids}
        told = self.env['credit.rpm.finding'].sudo()._told(self.step_ids.item_id.ids)
        reasons = {reason.code: reason.id for reason in self.env['credit.dispute.reason'].search(
            [('company_id', 'in', (False, self.company_id.id))])}
        for row in rows:
            step = steps[row['id']]
            answers = told.get((step.item_id.id, step.code), ({},))[0]
            row['questions'] = [
                {**one, 'reason_id': reasons.get(one['reason'], False)} for one in step._questions()]
            row['answers'] = {
                one['code']: True for one in row['questions'] if one['known']} | answers
        return rows

    def _check_said(self, checked):
        super()._check_said(checked)
        answers = checked.get('answers') or {}
        if not isinstance(answers, dict) or not all(
                isinstance(own, dict) for own in answers.values()):
            raise UserError(self.env._("answers are questions and answers of steps, by their id."))
        # JSON has texts for names.
        checked['answers'] = {
            step.id: answers[str(step.id)] for step in self.sudo().step_ids._is_asked()
            if answers.get(str(step.id))}

    def _steps_said(self, steps, values):
        """Keep what was answered; a step whose paper is missing, or not asked about, stays due.

        That everything is right answers what was not asked one by one; who had no answer at all to
        its questions says in the note what came of it.
        """
        said = super()._steps_said(steps, values)
        answers = values.get('answers') or {}
        for step in said._is_asked():
            own = dict(answers.get(step.id) or {})
            if self.outcome == 'confirmed':
                own = {one['code']: True for one in step._questions()} | step._answered() | own
            if own:
                found = step._note_answers(own, values.get('note'), touch=self)
                if not step._is_settled_by(found):
                    said -= step
        return said

    def _unfollow(self):
        """What was answered in a wrong call counts no more."""
        super()._unfollow()
        self.env['credit.rpm.finding'].sudo().search([
            ('touch_id', '=', self.id), ('withdrawn_at', '=', False),
        ])._withdraw(self.undone_reason)
