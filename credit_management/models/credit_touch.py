from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.touches import DESK_OUTCOMES, OUTCOMES, UNREACHED
from ..values import id_of, without_defaults
from .credit_profile import FIGURES
from .credit_rpm_plan_step import CHANNELS, ROLES

OFFICER = 'credit_management.credit_management_group_officer'
#: What people write of a touch that is still to come; all else is the server's.
WRITTEN = {'profile_id', 'day', 'starts_at', 'user_id', 'channel', 'contact_id', 'purpose'}


class CreditTouch(models.Model):
    """One contact with one customer on one day, whatever is due of him then; or a desk's decision.

    Planned ones come from what is due and may be moved and handed over. Done ones are history:
    they never change; a wrong outcome is taken back on the same day, and stays.
    """

    _name = 'credit.touch'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Contact"
    _order = 'day desc, amount desc, id'

    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer", store=True, index=True)
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    day = fields.Date(required=True)
    starts_at = fields.Datetime(string="Appointment", help="Empty: some time on that day.")
    first_day = fields.Date(string="Since", readonly=True, help="The day it was planned for first.")
    kind = fields.Selection(
        [('contact', "Contact"), ('desk', "Desk")], required=True, default='contact', readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    user_id = fields.Many2one('res.users', string="Owner", domain=[('share', '=', False)])
    state = fields.Selection(
        [('planned', "Planned"), ('done', "Done")], required=True, default='planned', readonly=True)
    origin = fields.Selection(
        [('plan', "Steps due"), ('follow_up', "Follow-up"), ('hand', "By hand")],
        required=True, default='hand', readonly=True)
    is_overflow = fields.Boolean(
        string="Does Not Fit", default=False, readonly=True,
        help="More than its owner can do on that day, or nobody's.")
    is_handed_over = fields.Boolean(readonly=True, help="Its owner was chosen; the plan keeps him.")
    channel = fields.Selection(CHANNELS, required=True, default='phone')
    contact_id = fields.Many2one('res.partner', string="Talks To", ondelete='set null')
    purpose = fields.Char(string="What For")
    codes = fields.Char(string="Steps", readonly=True)
    amount = fields.Monetary(readonly=True, help="What is asked for, in company currency.")
    score = fields.Float(readonly=True, groups=FIGURES, help="Amount × probability × urgency.")
    deadline = fields.Date(readonly=True, help="When the next thing happens to what is open.")

    # === What came of it === #
    outcome = fields.Selection(selection='_selection_outcome', readonly=True)
    note = fields.Text(readonly=True)
    done_at = fields.Datetime(readonly=True)
    done_on = fields.Date(readonly=True, help="The company's day.")
    done_by_id = fields.Many2one('res.users', readonly=True)
    line_ids = fields.Many2many(
        'account.move.line', 'credit_touch_line_rel', 'touch_id', 'line_id', string="Lines",
        readonly=True, help="What was talked about.")
    said_amount = fields.Monetary(readonly=True, help="What the customer said he pays, or disputes.")
    said_on = fields.Date(readonly=True, help="When the customer said he pays.")
    next_on = fields.Date(string="Again On", readonly=True)
    step_ids = fields.One2many('credit.rpm.step', 'touch_id', readonly=True)
    done_ids = fields.One2many('credit.rpm.done', 'touch_id', readonly=True)
    follows_id = fields.Many2one('credit.touch', readonly=True, index=True, ondelete='restrict')
    undone_at = fields.Datetime(string="Taken Back On", readonly=True)
    undone_by_id = fields.Many2one('res.users', string="Taken Back By", readonly=True)
    undone_reason = fields.Char(string="Why Taken Back", readonly=True)

    # One contact a customer and day; one a role for what he hears nothing of.
    _one_contact = models.UniqueIndex(
        "(profile_id, day) WHERE state = 'planned' AND kind = 'contact'",
        "This customer is contacted on that day already.")
    _one_desk = models.UniqueIndex(
        "(profile_id, day, role) WHERE state = 'planned' AND kind = 'desk'",
        "This is to be decided on that day already.")
    _work_idx = models.Index(
        "(user_id, day) WHERE state = 'planned' AND is_overflow IS NOT TRUE")
    _planned_idx = models.Index("(company_id, day) WHERE state = 'planned'")
    _overflow_idx = models.Index("(company_id) WHERE state = 'planned' AND is_overflow")
    _history_idx = models.Index("(profile_id, done_at) WHERE state = 'done'")
    _done_idx = models.Index("(company_id, done_on, user_id) WHERE state = 'done'")

    @api.model
    def _selection_outcome(self):
        words = {
            'will_pay': self.env._("Will pay"), 'disputes': self.env._("Disputes"),
            'has_paid': self.env._("Has paid"), 'wants_papers': self.env._("Wants papers"),
            'cannot_pay': self.env._("Cannot pay"), 'refuses': self.env._("Refuses"),
            'confirmed': self.env._("Everything is right"),
            'no_answer': self.env._("No answer"), 'call_back': self.env._("Call again"),
            'decided': self.env._("Decided"), 'later': self.env._("Later"),
        }
        return [(code, words[code]) for code in (*OUTCOMES, *DESK_OUTCOMES)]

    @api.depends('profile_id', 'channel', 'day')
    @api.depends_context('credit_to_do', 'lang')
    def _compute_display_name(self):
        words = dict(self._fields['channel']._description_selection(self.env))
        for touch in self:
            # Lists and calendars of what is to do have the day already.
            if self.env.context.get('credit_to_do'):
                touch.display_name = ' '.join((
                    words.get(touch.channel, ''), touch.sudo().partner_id.display_name or ''))
                continue
            touch.display_name = self.env._(
                "%(channel)s %(customer)s, %(day)s", channel=words.get(touch.channel, ''),
                customer=touch.sudo().partner_id.display_name or '',
                day=touch.day and format_date(self.env, touch.day) or '')

    # === WHAT PEOPLE WRITE === #

    @api.model_create_multi
    def create(self, vals_list):
        clean = self
        if not self.env.su:
            clean = without_defaults(self, set(self._fields) - WRITTEN)
            vals_list = [
                {name: value for name, value in vals.items() if name in WRITTEN}
                for vals in vals_list]
        for vals in vals_list:
            profile = self.env['credit.profile'].browse(id_of(vals.get('profile_id')))
            if not vals.get('day') and profile:
                vals['day'] = profile.sudo().company_id._credit_today()
            if not self.env.su:
                vals.setdefault('user_id', self.env.uid)
                vals['is_handed_over'] = True
            vals.setdefault('first_day', vals.get('day'))
        touches = super(CreditTouch, clean).create(vals_list)
        touches.filtered('starts_at')._follow_appointment()
        return touches

    def write(self, vals):
        if not self.env.su:
            self.check_access('write')
            self._check_planned()
            foreign = sorted(set(vals) - WRITTEN)
            if foreign or 'profile_id' in vals:
                raise UserError(self.env._(
                    "%(fields)s of a touch are the server's. Close the touch, hand it over or move"
                    " it.", fields=', '.join(foreign or ['profile_id'])))
            if 'user_id' in vals:
                vals = {**vals, 'is_handed_over': bool(vals['user_id']), 'is_overflow': False}
                return super(CreditTouch, self.sudo()).write(vals) and self._moved(vals)
        return super().write(vals) and self._moved(vals)

    def _moved(self, vals):
        """Let the appointment follow the touch."""
        if {'starts_at', 'user_id', 'state', 'day'} & set(vals):
            touches = self if 'starts_at' in vals else self.filtered('starts_at')
            touches._follow_appointment()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_planned_only(self):
        if any(touch.state == 'done' for touch in self):
            raise UserError(self.env._(
                "What was done stays. Take a wrong outcome back on the same day."))

    def _check_planned(self):
        done = self.filtered(lambda touch: touch.state == 'done')[:1]
        if done:
            raise UserError(self.env._(
                "%(touch)s was done on %(day)s and never changes. Take a wrong outcome back on the"
                " same day.", touch=done.display_name, day=format_date(self.env, done.done_on)))

    def _check_may_work(self):
        """Raise unless the user works on these: his own, or anybody's for those who do credit."""
        self.check_access('read')
        if self.env.su or self.env.user.has_group(OFFICER):
            return
        foreign = self.filtered(lambda touch: touch.user_id != self.env.user)[:1]
        if foreign:
            raise AccessError(self.env._(
                "%(touch)s is with %(owner)s. Ask a credit officer to hand it over.",
                touch=foreign.display_name, owner=foreign.sudo().user_id.name or '–'))

    # === APPOINTMENTS === #

    def _follow_appointment(self):
        """Keep one activity of its owner for each planned appointment, none for the others."""
        kind = 'credit_management.mail_activity_type_touch'
        for touch in self.sudo():
            touch.activity_unlink([kind])
            if touch.starts_at and touch.state == 'planned' and touch.user_id:
                touch.activity_schedule(
                    kind, date_deadline=touch.company_id._credit_day(touch.starts_at),
                    user_id=touch.user_id.id, summary=touch.display_name)

    # === WHO WAS REACHED === #

    @api.model
    def _attempts(self, profile_ids, since, until):
        """Return ``{profile id: [(day, touch id, was somebody reached)]}`` of contacts, one query.

        In their order; those taken back are no attempt.
        """
        found = {}
        for touch in self.sudo().search_fetch([
            ('profile_id', 'in', profile_ids), ('state', '=', 'done'), ('kind', '=', 'contact'),
            ('undone_at', '=', False), ('done_on', '>=', since), ('done_on', '<=', until),
        ], ['profile_id', 'done_on', 'outcome'], order='done_at, id'):
            found.setdefault(touch.profile_id.id, []).append(
                (touch.done_on, touch.id, touch.outcome not in UNREACHED))
        return found
