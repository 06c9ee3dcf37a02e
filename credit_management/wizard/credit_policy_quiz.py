from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditPolicyQuiz(models.TransientModel):
    """The questions of a policy, one try; what was wrong is explained, and may be tried again.

    The server makes it and says when it is over; a reader writes his answers alone. With a state or
    questions of his own he would read the explanations before he answers.
    """

    _name = 'credit.policy.quiz'
    _description = "Quiz About a Credit Policy"

    policy_id = fields.Many2one('credit.policy', required=True, readonly=True, ondelete='cascade')
    pass_mark = fields.Integer(related='policy_id.pass_mark')
    line_ids = fields.One2many('credit.policy.quiz.line', 'quiz_id')
    state = fields.Selection(
        [('asked', "Asked"), ('passed', "Passed"), ('failed', "Not passed")], default='asked',
        readonly=True,
    )
    score = fields.Integer(string="Score (%)", readonly=True)

    def write(self, vals):
        self.line_ids._check_written(vals, {'line_ids'})
        return super().write(vals)

    def _open(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Quiz"), 'res_model': self._name,
            'res_id': self.id, 'view_mode': 'form', 'views': [(False, 'form')], 'target': 'new',
        }

    def action_submit(self):
        """Count this try, and show what was right."""
        self.ensure_one()
        if self.state != 'asked':
            raise UserError(self.env._("This try is over. Press Try again."))
        if any(not line.answer for line in self.line_ids):
            raise UserError(self.env._("Say of each statement whether it is true."))
        score, passed = self.policy_id._answered({
            line.question_id.id: line.answer == 'true' for line in self.line_ids})
        self.sudo().write({'score': score, 'state': 'passed' if passed else 'failed'})
        return self._open()

    def action_again(self):
        """Ask the questions anew."""
        self.ensure_one()
        return self.policy_id.action_quiz()


class CreditPolicyQuizLine(models.TransientModel):
    _name = 'credit.policy.quiz.line'
    _description = "Question of a Quiz"
    _order = 'id'

    quiz_id = fields.Many2one('credit.policy.quiz', required=True, ondelete='cascade')
    question_id = fields.Many2one(
        'credit.policy.question', required=True, readonly=True, ondelete='cascade')
    statement = fields.Text(compute='_compute_statement', compute_sudo=True)
    answer = fields.Selection([('true', "True"), ('untrue', "Not true")])
    is_right = fields.Boolean(compute='_compute_told', compute_sudo=True)
    why = fields.Text(compute='_compute_told', compute_sudo=True)

    def write(self, vals):
        self._check_written(vals, {'answer'})
        return super().write(vals)

    @api.model
    def _check_written(self, vals, names):
        if not self.env.su and set(vals) - names:
            raise UserError(self.env._(
                "A quiz is opened and ended by its buttons; a reader writes his answers alone."))

    @api.depends_context('lang')
    @api.depends('question_id')
    def _compute_statement(self):
        for line in self:
            line.statement = line.question_id.statement

    @api.depends_context('lang', 'uid')
    @api.depends('question_id', 'answer', 'quiz_id.state')
    def _compute_told(self):
        """Tell the answer once the try is over, not before."""
        for line in self:
            # What a form sends has a state of its own; what is saved counts, and one's own alone.
            saved = line._origin
            over = saved.create_uid == self.env.user and saved.quiz_id.state != 'asked'
            line.is_right = over and (line.answer == 'true') == saved.question_id.is_true
            line.why = over and saved.question_id.why
