from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.aging_grades import CODES
from .credit_profile_aging_decision import CAUSES

_GRADES = [(code, code) for code in CODES]
#: Customers that are looked at and committed in one go.
BATCH = 500


class CreditAgingGradeChange(models.Model):
    """How a customer's aging grade came about: append-only.

    Changes by days are noted by the nightly cron, the others as people decide. A row by days tells
    of the grade by days, any other of the grade that counts.
    """

    _name = 'credit.aging.grade.change'
    _description = "Aging Grade Change"
    _order = 'id desc'
    _log_access = False
    _rec_name = 'kind'

    profile_id = fields.Many2one('credit.profile', required=True, readonly=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        selection=[
            ('days', "By days"),
            ('worse', "Decided"),
            ('asked', "Better one asked for"),
            ('approved', "Approved"),
            ('refused', "Refused"),
            ('withdrawn', "Withdrawn"),
            ('merged', "Taken over from a merged customer"),
        ],
        required=True, readonly=True,
    )
    before = fields.Selection(_GRADES, readonly=True)
    after = fields.Selection(_GRADES, readonly=True)
    by_days = fields.Selection(_GRADES, string="By Days Then", readonly=True)
    wanted = fields.Char(string="Asked For", readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one('res.users', string="By", readonly=True)
    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True)

    _profile_idx = models.Index('(profile_id, id DESC)')
    _last_by_days_idx = models.Index("(profile_id, id DESC) INCLUDE (after) WHERE kind = 'days'")

    # === CRUD: append only, and nobody has the right to create === #

    def write(self, vals):
        raise UserError(self.env._("The history of grades is append-only; a line never changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of grades is append-only; no line is deleted."))

    # === NIGHTLY: WHAT DAYS DID === #

    @api.model
    def _cron_note(self):
        """Note whose grade by days is another one than noted last, once a company and day.

        It may stop after any batch, and goes on behind the last customer it has looked at.
        """
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('grade', roots, self._note_company)

    def _note_company(self, root):
        """Note the customers of one company; yield after each batch but the last."""
        today = root._credit_today()
        while root.credit_grades_noted_on != today:
            profiles = self.env['credit.profile'].sudo().search([
                ('company_id', '=', root.id), ('id', '>', root.credit_grades_noted_upto),
            ], order='id', limit=BATCH)
            self._note_batch(profiles, today)
            if len(profiles) < BATCH:
                self._note_place(root, 0, today)
            else:
                self._note_place(root, profiles[-1].id)
                yield

    def _note_place(self, root, upto, day=None):
        """Keep how far it got."""
        self.env.cr.execute(SQL(
            "UPDATE res_company SET credit_grades_noted_upto = %s,"
            " credit_grades_noted_on = COALESCE(%s::date, credit_grades_noted_on) WHERE id = %s",
            upto, day, root.id,
        ))
        root.invalidate_recordset(['credit_grades_noted_upto', 'credit_grades_noted_on'])

    def _note_batch(self, profiles, today):
        """Insert a row for each of `profiles` whose grade by days changed; the queries are few."""
        if not profiles:
            return
        facts = profiles._facts({'aging_grade'}, as_of=today)
        self.env.cr.execute(SQL(
            """INSERT INTO credit_aging_grade_change
                      (profile_id, company_id, date, kind, before, after, by_days, user_id)
               SELECT now.profile_id, p.company_id, %(moment)s, 'days', noted.after, now.grade,
                      now.grade, %(user)s
                 FROM unnest(%(ids)s, %(grades)s::varchar[]) AS now(profile_id, grade)
                 JOIN credit_profile p ON p.id = now.profile_id
            LEFT JOIN LATERAL (SELECT after FROM credit_aging_grade_change
                                WHERE profile_id = now.profile_id AND kind = 'days'
                                ORDER BY id DESC LIMIT 1) noted ON TRUE
                WHERE noted.after IS DISTINCT FROM now.grade
                ORDER BY now.profile_id""",
            moment=fields.Datetime.now(), user=self.env.uid, ids=list(facts),
            grades=[own['aging_grade_by_days'] for own in facts.values()],
        ))
        self.invalidate_model()
