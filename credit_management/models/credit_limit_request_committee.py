from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.committees import VOTES, outcome
from ..tools.limit_requests import approval_refusal
from .credit_profile import FIGURES


class CreditLimitRequest(models.Model):
    """From a level on a committee decides: the last vote that is needed puts the limit in force."""

    _inherit = 'credit.limit.request'

    committee_id = fields.Many2one(
        'credit.committee', readonly=True, copy=False, groups=FIGURES, ondelete='restrict')
    vote_ids = fields.One2many(
        'credit.committee.vote', 'request_id', string="Votes", readonly=True, groups=FIGURES)
    minutes = fields.Text(
        readonly=True, copy=False, groups=FIGURES, help="What was said; the chair writes it.")
    is_chair = fields.Boolean(compute='_compute_is_chair')

    @api.depends_context('uid')
    @api.depends('committee_id')
    def _compute_is_chair(self):
        for request in self:
            request.is_chair = request.sudo().committee_id.chair_id == self.env.user

    # === WHAT IT TAKES === #

    def _note_need(self):
        super()._note_need()
        for request in self:
            company = request.company_id
            committee = request.committee_id or (
                not company.credit_single_approver and self.env['credit.committee']._for(
                    company, request.level))
            if committee:
                request.write({'committee_id': committee.id, 'approver_count': committee.needed})
                request._make_seats()

    def _make_seats(self):
        """Give each member a seat; who asked, wrote or sells has no vote."""
        if self.vote_ids:
            return
        barred = self._sellers() | self.requester_id | self._authors()
        self.decide_by = self.committee_id._vote_by()
        self.env['credit.committee.vote'].create([{
            'request_id': self.id, 'member_id': member.id, 'user_id': member.user_id.id,
            'is_barred': member.user_id in barred,
        } for member in self.committee_id.member_ids])

    def _open_seats(self):
        return self.sudo().vote_ids.filtered(lambda seat: not seat.vote and not seat.is_barred)

    def _seat_of(self, user):
        """Return the open seat of `user`: his own, or whose he fills while that one is away."""
        seats = self._open_seats()
        return (seats.filtered(lambda seat: seat.user_id == user)
                or seats.filtered(lambda seat: seat._person() == user))[:1]

    # === WHO === #

    def _approval_refusal(self, user):
        request_sudo = self.sudo()
        if not request_sudo.committee_id:
            return super()._approval_refusal(user)
        why = approval_refusal(
            user.id, request_sudo.requester_id.id, request_sudo._authors().ids,
            request_sudo._sellers().ids, request_sudo.vote_ids.voter_id.ids,
            bool(request_sudo._seat_of(user)))
        return {'authority': 'member', 'twice': 'voted'}.get(why, why)

    def _refusal_words(self, code):
        if code == 'member':
            return self.env._(
                "%(committee)s decides on this one, and you have no vote there today.",
                committee=self.sudo().committee_id.name)
        if code == 'voted':
            return self.env._("You voted already.")
        return super()._refusal_words(code)

    def _people(self):
        if not self.committee_id:
            return super()._people()
        people = self.env['res.users'].union(*(seat._person() for seat in self._open_seats()))
        return people.sorted(lambda user: (user != self.committee_id.chair_id, user.id))

    def _check_approvers(self):
        if not self.committee_id:
            return super()._check_approvers()
        seats = self.vote_ids.filtered(lambda seat: not seat.is_barred)
        if len(seats) < self.committee_id.needed:
            raise UserError(self.env._(
                "%(needed)s of %(committee)s agree, but only %(count)s may vote on this one. A manager"
                " adds members.", needed=self.committee_id.needed,
                committee=self.committee_id.name, count=len(seats)))
        self.message_post(
            body=self.env._("%(request)s waits for your vote.", request=self.display_name),
            partner_ids=self._people().partner_id.ids)
        return None

    # === VOTES === #

    def action_approve(self):
        committee = self.filtered(lambda request: request.sudo().committee_id)
        for request in committee:
            request.action_vote('yes')
        return super(CreditLimitRequest, self - committee).action_approve()

    def action_refuse(self, note):
        committee = self.filtered(lambda request: request.sudo().committee_id)
        for request in committee:
            request.action_vote('no', note)
        return super(CreditLimitRequest, self - committee).action_refuse(note)

    def action_vote(self, vote, note=''):
        """Vote as a member or for one who is away; the vote that decides closes the request.

        :param str vote: 'yes', 'no', 'abstain'; whoever does not agree says why
        """
        self.ensure_one()
        asked = self.env['credit.asked']
        vote, note = asked._choice('vote', vote, VOTES), asked._text('note', note or '').strip()
        if vote != 'yes' and not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        request_sudo = self._checked_for_decision()
        if not request_sudo.committee_id:
            raise UserError(self.env._("No committee decides on this request."))
        if why := self._approval_refusal(self.env.user):
            raise AccessError(self._refusal_words(why))
        if vote == 'yes':
            request_sudo._check_days()
            request_sudo._check_still_fits()
        seat = request_sudo._seat_of(self.env.user)
        seat.write({'vote': vote, 'voter_id': self.env.uid, 'note': note,
                    'date': fields.Datetime.now()})
        request_sudo._log('voted', vote=vote, member=seat.user_id.id, note=note or None)
        request_sudo._count_votes()
        return True

    def action_close_vote(self, note):
        """The chair closes the vote after its last day: who has not voted does not agree."""
        self.ensure_one()
        note = self.env['credit.asked']._text('note', note or '').strip()
        request_sudo = self._checked_for_decision()
        if not self.is_chair:
            raise AccessError(self.env._("The chair of the committee closes a vote."))
        if request_sudo.decide_by > fields.Datetime.now():
            raise UserError(self.env._("Members may vote until %(day)s.", day=request_sudo.decide_by))
        request_sudo._log('vote_closed', note=note or None)
        request_sudo._count_votes(is_over=True)
        return True

    def _count_votes(self, is_over=False):
        """Apply or end the request where the votes say so; else it is the next one's turn."""
        seats = self.vote_ids.filtered(lambda seat: not seat.is_barred)
        result = outcome(
            self.committee_id.needed, [seat.vote or None for seat in seats], is_over)
        if result == 'approved':
            self._apply()
        elif result == 'refused':
            self.note = self.env._("Too few of %(committee)s agree.", committee=self.committee_id.name)
            self._log('refused', note=self.note)
            self._close('refused', self.env._(
                "Refused: %(request)s. Ask %(user)s why.", request=self.display_name,
                user=self.committee_id.chair_id.name))
        else:
            self._next_turn()

    def action_write_minutes(self, text):
        """The chair writes what was said."""
        self.ensure_one()
        text = self.env['credit.asked']._text('text', text or '').strip()
        self.check_access('read')
        if not self.is_chair:
            raise AccessError(self.env._("The chair of the committee writes its minutes."))
        self.sudo().minutes = text
        self._log('minutes', note=text)
        return True

    def action_say(self):
        """Open the dialog that asks for the words of `credit_say` in the context."""
        self.ensure_one()
        titles = self.env['credit.committee.say']._titles()
        method = self.env['credit.asked']._choice(
            'credit_say', self.env.context.get('credit_say'), tuple(titles))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.committee.say',
            'name': titles[method], 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_request_id': self.id, 'default_method': method},
        }
