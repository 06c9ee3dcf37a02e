from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import deadlines
from .credit_policy_version import REVIEW_AFTER

OFFICER = 'credit_management.credit_management_group_officer'
MANAGER = 'credit_management.credit_management_group_manager'
#: Until when of the last day a policy is to be read, by the clock of the company.
EVENING = 17.0


class CreditPolicy(models.Model):
    """Who must have read a policy, and when it is looked at again.

    People are asked when a version is published; whoever joins later is asked within the hour.
    """

    _inherit = 'credit.policy'

    readers = fields.Selection(
        [('nobody', "Nobody"), ('managers', "Credit managers"),
         ('officers', "Credit officers and managers")],
        string="To Be Read By", default='officers', required=True, copy=False,
        help="They find it in My Work until they say that they have read it.",
    )
    reading_days = fields.Integer(
        string="Days to Read", default=7, help="Days after publishing until it is to be read.",
    )
    review_date = fields.Date(
        readonly=True, copy=False, help="A year after the policy began or was last looked at.",
    )
    acknowledgement_ids = fields.One2many(
        'credit.policy.acknowledgement', 'policy_id', readonly=True)
    read_count = fields.Integer(string="Have Read It", compute='_compute_reading')
    reader_count = fields.Integer(compute='_compute_reading')
    must_read = fields.Boolean(compute='_compute_reading')

    _reading_days_not_negative = models.Constraint(
        'CHECK (reading_days BETWEEN 0 AND 365)', "Give 0 to 365 days to read a policy.")

    @api.depends_context('uid')
    @api.depends('acknowledgement_ids.read_at')
    def _compute_reading(self):
        for policy in self:
            # Who has read a policy is no secret to whoever may read it; companies are.
            rows_sudo = policy.sudo().acknowledgement_ids
            unread_sudo = rows_sudo.filtered(lambda row: not row.read_at)
            policy.reader_count = len(rows_sudo)
            policy.read_count = len(rows_sudo - unread_sudo)
            policy.must_read = self.env.user in unread_sudo.user_id

    def action_acknowledge(self):
        """Say that the reader has read the policy; twice is once."""
        self.check_access('read')
        for policy in self:
            row_sudo = policy.sudo().acknowledgement_ids.filtered(
                lambda row: row.user_id == self.env.user)
            if not row_sudo:
                raise UserError(self.env._(
                    "%(policy)s was not given to you to read. Who is asked is chosen when it is"
                    " published.", policy=policy.display_name,
                ))
            if not row_sudo.read_at:
                row_sudo.read_at = fields.Datetime.now()
                row_sudo.policy_id._log('acknowledged')
        return True

    def _ask_readers(self):
        """Ask whoever must read `self` and was not asked yet; as superuser."""
        now = fields.Datetime.now()
        for policy in self:
            asked = policy.acknowledgement_ids.user_id
            due_at = policy._read_by(now)
            self.env['credit.policy.acknowledgement'].create([
                {
                    'policy_id': policy.id, 'user_id': user.id, 'due_at': due_at,
                    'company_id': (policy.company_id or user.company_id.root_id).id,
                    # Who publishes it knows what it says.
                    'read_at': now if user == policy.published_by_id else False,
                } for user in policy._reading_people() - asked
            ])

    def _read_by(self, now):
        company = self._clock()
        day = company._credit_day(now) + timedelta(days=self.reading_days)
        return deadlines.at(day, EVENING, company._credit_zone())

    def _reading_people(self, readers=None):
        """Return the users that `readers`, by default the policy's, names, of its companies."""
        group = {'managers': MANAGER, 'officers': OFFICER}.get(readers or self.readers)
        if not group:
            return self.env['res.users']
        people = self.env.ref(group).all_user_ids.filtered(
            lambda user: user.active and not user.share and user != self.env.ref('base.user_root'))
        if not self.company_id:
            return people
        return people.filtered(lambda user: self.company_id in user.company_ids.root_id)

    # === REVIEW === #

    def action_reviewed(self):
        """Say that a published policy stays as it is for another year."""
        self._check_may_change()
        for policy_sudo in self.sudo():
            if policy_sudo.state != 'published':
                raise UserError(self.env._(
                    "%(policy)s is not in force, so there is nothing to review. Open the version"
                    " in force.", policy=policy_sudo.display_name,
                ))
            policy_sudo.review_date = policy_sudo._clock()._credit_today() + REVIEW_AFTER
            policy_sudo._log('reviewed', review_date=policy_sudo.review_date.isoformat())
        return True

    # === MY WORK === #

    def _task_why(self, kind):
        """Return what the queue says of a policy that waits."""
        self.ensure_one()
        if kind == 'policy_review':
            return self.env._(
                "Published %(day)s and not looked at since: does it still fit?",
                day=format_date(self.env, self.published_at),
            )
        count = len(self._changes() or [])
        values = {'count': count, 'day': format_date(self.env, self.valid_from)}
        if count:
            return self.env._("%(count)s changes, in force from %(day)s", **values)
        return self.env._("In force from %(day)s", **values)
