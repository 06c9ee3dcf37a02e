from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.court_calendar import ALERTS, CALENDARS, CourtEvent, deadlines, proceeding

CODES = [
    ('apply_enforcement', "Apply for enforcement"),
    ('renew_bank', "Renew preservation of the bank account"),
    ('renew_movable', "Renew preservation of movable assets"),
    ('renew_immovable', "Renew preservation of immovable assets"),
    ('sue_after_preservation', "Sue after preservation"),
    ('file_insolvency_claim', "File the claim in insolvency"),
    ('appeal_judgment', "Appeal against the judgment"),
    ('appeal_ruling', "Appeal against the ruling"),
    ('payment_order_final', "Objection to the order for payment"),
    ('named_by_court', "What the court asked for"),
]


class CreditCourtDeadline(models.Model):
    """What must be done at court by when: counted from court events, by `tools.court_calendar`."""

    _name = 'credit.court.deadline'
    _inherit = ['credit.watched']
    _description = "Deadline at Court"
    _order = 'date, id'

    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    code = fields.Selection(CODES, string="To Do", required=True, readonly=True)
    ref = fields.Char(string="Proceeding", readonly=True)
    date = fields.Date(
        string="Last Safe Day", readonly=True, help="Empty: only the court can name it.")
    latest = fields.Date(string="Last Day by Law", readonly=True)
    since_id = fields.Many2one(
        'credit.court.event', string="Because Of", required=True, readonly=True, index=True,
        ondelete='cascade')
    user_id = fields.Many2one('res.users', string="Owner", compute='_compute_user_id')
    days_left = fields.Integer(compute='_compute_days_left', aggregator=None)
    act_on = fields.Date(readonly=True)

    _once = models.UniqueIndex("(profile_id, code, (COALESCE(ref, '')), since_id)")
    _act_idx = models.Index("(act_on) INCLUDE (profile_id)")

    @api.depends_context('lang')
    @api.depends('code', 'profile_id')
    def _compute_display_name(self):
        names = dict(self._fields['code']._description_selection(self.env))
        for deadline in self:
            deadline.display_name = self.env._(
                "%(customer)s: %(what)s", customer=deadline.sudo().partner_id.display_name,
                what=names[deadline.code])

    @api.depends('profile_id.user_id')
    def _compute_user_id(self):
        cases_sudo = self.env['credit.case'].sudo().search([
            ('profile_id', 'in', self.profile_id.ids), ('state', '=', 'open')])
        owners = {case.profile_id.id: case.user_id for case in cases_sudo}
        for deadline in self:
            # As the task of it says: whoever has the case, else the customer's officer.
            deadline.user_id = owners.get(deadline.profile_id.id) or deadline.profile_id.user_id

    @api.depends('date')
    def _compute_days_left(self):
        for deadline in self:
            today = deadline.company_id._credit_today()
            deadline.days_left = (deadline.date - today).days if deadline.date else 0

    # === COUNTING === #

    @api.model
    def _count(self, profiles):
        """Bring the deadlines of these customers up to date; what was seen stays seen."""
        laws = self.env['credit.limitation.law']._of_profiles(profiles)
        events = self.env['credit.court.event'].search([
            ('profile_id', 'in', profiles.ids), ('withdrawn_at', '=', False)], order='date, id')
        known = self.search([('profile_id', 'in', profiles.ids)]).grouped('profile_id')
        for profile in profiles:
            law = laws[profile.id]
            self._count_one(
                profile, law.court_pack if law else 'neutral', known.get(profile, self),
                events.filtered(lambda event, p=profile: event.profile_id == p))

    @api.model
    def _count_one(self, profile, pack, known, events):
        values = [
            CourtEvent(event.kind, event.date, proceeding(event.ref), event.named_on or None, event.id,
                       event.answers_id.id or None)
            for event in events]
        # A proceeding is called as it was written first.
        texts = {proceeding(event.ref): event.ref for event in reversed(events)}
        old = {(one.code, proceeding(one.ref), one.since_id.id): one for one in known}
        for found in deadlines(values, CALENDARS[pack]):
            fresh = {
                'profile_id': profile.id, 'code': found.code, 'ref': texts[found.ref] or False,
                'date': found.date or False, 'latest': found.latest or False,
                'since_id': found.since.key,
                'act_on': found.date - timedelta(days=max(ALERTS)) if found.date
                else found.since.date,
            }
            row = old.pop((found.code, found.ref, found.since.key), None)
            if not row:
                self.create(fresh)
            elif row.date != fresh['date']:
                row.write({**fresh, 'seen_until': False, 'seen_by_id': False})
        self.union(*old.values()).unlink()

    # === PEOPLE === #

    def _alerts_before(self):
        return self.date or None, ALERTS

    def action_write_event(self):
        """Write down what was done."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("What Happened"),
            'res_model': 'credit.court.event', 'view_mode': 'form', 'target': 'new',
            'views': [(False, 'form')],
            'context': {
                'default_profile_id': self.profile_id.id, 'default_ref': self.ref,
                'default_line_ids': self.since_id.line_ids.ids,
                'default_answers_id': self.since_id.id,
            },
        }

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        what = dict(self._fields['code']._description_selection(self.env))[self.code]
        if not self.date:
            return self.env._("%(what)s: ask the court for the last day", what=what)
        return self.env._("%(what)s by %(day)s", what=what, day=format_date(self.env, self.date))
