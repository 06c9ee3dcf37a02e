from odoo import fields, models
from odoo.exceptions import UserError

ORDINARY_MARK = 80


class CreditPolicy(models.Model):
    """A policy whose readers show by a few questions that they know what it is about."""

    _inherit = 'credit.policy'

    with_quiz = fields.Boolean(
        string="With a Quiz", help="Who has read it answers a few questions before that counts.")
    pass_mark = fields.Integer(
        string="Pass Mark (%)", default=ORDINARY_MARK, help="Right answers, in per cent.")

    _pass_mark_in_range = models.Constraint(
        'CHECK (pass_mark BETWEEN 1 AND 100)', "A pass mark is from 1 to 100 %.")

    def _questions(self):
        """Return what is asked of the readers of one version, as superuser; maybe nothing."""
        self.ensure_one()
        if not self.with_quiz:
            return self.env['credit.policy.question'].sudo()
        return self.env['credit.policy.question'].sudo().search(
            [('policy_id', 'in', [False, self.id])])

    def action_acknowledge(self):
        """Say that the reader has read the policy; a version with a quiz asks its questions first."""
        asking = self.filtered(lambda policy: policy._own_row() and policy._questions())
        res = super(CreditPolicy, self - asking).action_acknowledge()
        return asking[0].action_quiz() if asking else res

    def _own_row(self):
        """Return the reader's row that is not read yet, as superuser."""
        return self.sudo().acknowledgement_ids.filtered(
            lambda row: row.user_id == self.env.user and not row.read_at)

    def action_quiz(self):
        """Open the questions."""
        self.ensure_one()
        self.check_access('read')
        if not self._own_row():
            raise UserError(self.env._(
                "%(policy)s does not wait for you to read it.", policy=self.display_name))
        quiz_sudo = self.env['credit.policy.quiz'].sudo().create({
            'policy_id': self.id,
            'line_ids': [(0, 0, {'question_id': question.id}) for question in self._questions()],
        })
        return quiz_sudo.sudo(False)._open()

    def _answered(self, answers):
        """Keep one try of the reader; return ``(per cent that is right, whether it is enough)``.

        :param answers: ``{question id: whether he said that it is true}``; what is missing is wrong
        """
        self.ensure_one()
        row_sudo, questions = self._own_row(), self._questions()
        if not row_sudo:
            raise UserError(self.env._(
                "%(policy)s does not wait for you to read it.", policy=self.display_name))
        right = sum(answers.get(one.id) is one.is_true for one in questions)
        score = 100 * right // len(questions) if questions else 100
        passed = score >= self.pass_mark
        row_sudo.write({'score': score, 'tries': row_sudo.tries + 1,
                        'read_at': fields.Datetime.now() if passed else False})
        # Answers are kept with the words that were asked: questions may change later.
        self.sudo()._log('acknowledged' if passed else 'quiz_failed', score=score,
                         attempt=row_sudo.tries, pass_mark=self.pass_mark, answers=[
                             [one.with_context(lang='en_US').statement, answers.get(one.id)]
                             for one in questions])
        return score, passed

    # === REMINDERS === #

    def _keep_up(self):
        super()._keep_up()
        self._remind()

    def _remind(self):
        """Write once to whoever has not read the policy in time."""
        now = fields.Datetime.now()
        late = self.acknowledgement_ids.filtered(
            lambda row: not row.read_at and row.due_at and row.due_at < now and not row.reminded_at
            and row.user_id.active)
        for row in late:
            reader = row.with_context(lang=row.user_id.lang or self.env.lang)
            self.env['mail.thread'].message_notify(
                partner_ids=row.user_id.partner_id.ids,
                subject=reader.env._("%(policy)s is still to be read", policy=self.display_name),
                body=reader.env._(
                    "You were asked to read %(policy)s. It waits for you in My Work.",
                    policy=self.display_name),
            )
        late.reminded_at = now


class CreditPolicyAcknowledgement(models.Model):
    """How a reader did in the quiz: his certificate."""

    _inherit = 'credit.policy.acknowledgement'

    score = fields.Integer(
        string="Score (%)", readonly=True, aggregator='avg', help="Of the last try.")
    tries = fields.Integer(readonly=True)
    reminded_at = fields.Datetime(readonly=True)
