from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.aging_grades import CODES, override_refusal, rank
from ..values import without_defaults
from .credit_authority import MANAGER, OFFICER
from .credit_profile import FIGURES

#: Set by the server alone, by a decision.
DECIDED = (
    'aging_grade_override', 'aging_grade_decided_at', 'aging_grade_reason', 'aging_grade_cause',
    'aging_grade_user_id', 'aging_grade_date',
)
#: Why a person sets another grade; insolvent and declared bad mean the worst.
CAUSES = [
    ('judgement', "Own judgement"),
    ('insolvent', "Insolvent"),
    ('declared', "Debt declared bad"),
]
#: In place of a code: what a person decided ends, and days count again.
BY_DAYS = 'days'


class CreditProfile(models.Model):
    """What people decide about a customer's aging grade: worse at once, better by four eyes."""

    _inherit = 'credit.profile'

    aging_grade_override = fields.Selection(
        [(code, code) for code in CODES], string="Aging Grade Decided", readonly=True, copy=False,
        groups=FIGURES,
    )
    aging_grade_decided_at = fields.Selection(
        [(code, code) for code in CODES], string="Decided at Grade by Days", readonly=True,
        copy=False, groups=FIGURES,
    )
    aging_grade_reason = fields.Char(
        string="Reason of the Aging Grade", readonly=True, copy=False, groups=FIGURES
    )
    aging_grade_cause = fields.Selection(
        CAUSES, string="Cause of the Aging Grade", readonly=True, copy=False, groups=FIGURES
    )
    aging_grade_user_id = fields.Many2one(
        'res.users', string="Aging Grade Decided By", readonly=True, copy=False, groups=FIGURES
    )
    aging_grade_date = fields.Date(
        string="Aging Grade Decided On", readonly=True, copy=False, groups=FIGURES
    )
    aging_change_ids = fields.One2many(
        'credit.aging.grade.change', 'profile_id', string="Aging Grade History", readonly=True,
        groups=FIGURES,
    )
    aging_request_ids = fields.One2many(
        'credit.aging.grade.request', 'profile_id', readonly=True, domain=[('state', '=', 'open')],
        string="Better Grades Asked For", groups=FIGURES,
    )

    _aging_override_idx = models.Index('(id) WHERE aging_grade_override IS NOT NULL')

    # === CRUD: nobody goes round the decision === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_decided(vals)
        return super(CreditProfile, without_defaults(self, DECIDED)).create(vals_list)

    def write(self, vals):
        self._check_no_decided(vals)
        return super().write(vals)

    def _check_no_decided(self, vals):
        if not self.env.su and set(vals) & {*DECIDED, 'aging_change_ids', 'aging_request_ids'}:
            raise AccessError(self.env._(
                "Aging grades are decided, not written. Use Aging Grade… on the customer's page."
            ))

    # === DECIDING === #

    def action_aging_grade(self):
        """Open the dialog in which an officer sets another grade."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Aging grade"),
            'res_model': 'credit.aging.grade.override', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_profile_id': self.id},
        }

    def _set_aging_grade(self, grade, reason, cause='judgement'):
        """Set a worse grade at once, or ask a second person for a better one.

        :param grade: a code of the company's table, or `BY_DAYS`: what was decided ends
        :return: the `credit.aging.grade.request` that waits now, or none
        """
        self.ensure_one()
        self._check_aging_officer()
        now = self._aging_now()
        grade = self._wanted_grade(grade, cause)
        wanted = now['aging_grade_by_days'] if grade == BY_DAYS else grade
        if self._refused_wish(grade, wanted, now, reason) == 'four_eyes':
            return self.env['credit.aging.grade.request']._ask(self, grade, now, reason, cause)
        self.sudo()._apply_aging_grade(grade, now, 'worse', reason, cause)
        return self.env['credit.aging.grade.request']

    def _check_aging_officer(self):
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Aging grades are set by credit officers. Ask one of them."))

    def _aging_now(self):
        return self._facts({'aging_grade'})[self.id]

    def _wanted_grade(self, grade, cause):
        """Return the grade that is asked for: the worst where the customer is called bad."""
        known = [one.code for one in self.env['credit.aging.grade']._grades(self.company_id)]
        if cause not in dict(CAUSES):
            raise UserError(self.env._("%(cause)s is no cause of a grade.", cause=cause))
        if cause != 'judgement':
            return known[-1]
        if grade != BY_DAYS and grade not in known:
            raise UserError(self.env._(
                "%(grade)s is no grade of %(company)s. Choose one of %(known)s.", grade=grade or '–',
                company=self.company_id.name, known=', '.join(known),
            ))
        return grade

    def _refused_wish(self, grade, wanted, now, reason):
        """Return `four_eyes`, or None; raise what no second person can mend."""
        if grade == BY_DAYS and not self.sudo().aging_grade_override:
            raise UserError(self.env._(
                "Nobody decided on the aging grade of %(customer)s; it goes by days already.",
                customer=self.display_name,
            ))
        if not (reason or '').strip():
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        if grade == BY_DAYS and self._worse_grade():
            return 'four_eyes'
        refusal = override_refusal(now['aging_grade'], wanted or CODES[0], reason, self.env.uid)
        if refusal == 'same' and grade != BY_DAYS:
            raise UserError(self.env._(
                "%(customer)s has aging grade %(grade)s already.", customer=self.display_name,
                grade=wanted,
            ))
        return refusal if refusal == 'four_eyes' else None

    def _worse_grade(self):
        """Return the grade that was decided and that paying does not lift, or False."""
        self_sudo = self.sudo()
        decided, decided_at = self_sudo.aging_grade_override, self_sudo.aging_grade_decided_at
        return rank(decided) >= rank(decided_at) and decided

    def _apply_aging_grade(self, grade, decided_at, kind, reason, cause, requester=None):
        """Write what was decided in sudo, after the rights were checked; the one door to it.

        :param dict decided_at: facts that it was decided on
        """
        self.ensure_one()
        ends = grade == BY_DAYS
        self.write({
            'aging_grade_override': not ends and grade,
            'aging_grade_decided_at': not ends and decided_at['aging_grade_by_days'],
            'aging_grade_reason': reason, 'aging_grade_cause': not ends and cause,
            'aging_grade_user_id': self.env.uid,
            'aging_grade_date': self.company_id._credit_today(),
        })
        now = self._aging_now()
        self._note_aging(kind, decided_at['aging_grade'], now, reason, cause, requester, grade)
        self.message_post(body=self.env._(
            "Aging grade %(before)s → %(after)s: %(reason)s", before=decided_at['aging_grade'] or '–',
            after=now['aging_grade'] or '–', reason=reason,
        ))
        if rank(now['aging_grade']) < rank(decided_at['aging_grade']):
            self._notify('aging_grade_changed', self, 'decision')

    def _note_aging(self, kind, before, now, reason, cause, requester=None, wanted=None):
        """Append to history and log; `before`, and in `now` what counts after it."""
        self.env['credit.aging.grade.change'].sudo().create({
            'profile_id': self.id, 'company_id': self.company_id.id, 'kind': kind,
            'before': before, 'after': now['aging_grade'], 'by_days': now['aging_grade_by_days'],
            'reason': reason, 'cause': cause, 'user_id': self.env.uid, 'wanted': wanted,
            'requester_id': requester.id if requester else False,
        })
        self.env['credit.decision'].sudo()._log('aging_grade', profile=self.sudo(), payload={
            'step': kind, 'wanted': wanted, 'cause': cause or None, 'reason': reason,
            'by_days': now['aging_grade_by_days'],
            'requester': requester.id if requester else None,
            'before': {'effective_aging_grade': before},
            'after': {'effective_aging_grade': now['aging_grade']},
        })

    # === WHO MAY AGREE === #

    def _check_aging_approver(self, requester):
        """Raise unless the reader may agree to a better grade that `requester` asked for."""
        self.check_access('read')
        user, profile_sudo = self.env.user, self.sudo()
        if not user.has_group(MANAGER):
            raise AccessError(self.env._(
                "A better aging grade is approved by a credit manager. Ask one of them."
            ))
        if profile_sudo.company_id.credit_single_approver:
            return
        if user == requester:
            raise AccessError(self.env._(
                "You asked for this grade yourself; another credit manager agrees or refuses."
            ))
        if profile_sudo.partner_id.user_id == user:
            raise AccessError(self.env._(
                "%(customer)s is your own sales customer; another manager decides on the credit.",
                customer=profile_sudo.partner_id.display_name,
            ))

    # === MERGED === #

    def _merge_into(self, partner, kind):
        """The survivor keeps his grade, or gets the worse one that was decided on this customer.

        It holds as it did here, whatever days say of him now. Wishes end: nobody could decide them.
        """
        for request_sudo in self.sudo().aging_request_ids:
            request_sudo._withdraw()
        own = self._worse_grade()
        survivor = super()._merge_into(partner, kind)
        if rank(own) > rank(survivor._worse_grade()):
            survivor.sudo()._apply_aging_grade(
                own, {**survivor._aging_now(), 'aging_grade_by_days': self.aging_grade_decided_at},
                'merged', self.aging_grade_reason, self.aging_grade_cause or 'judgement',
            )
        return survivor
