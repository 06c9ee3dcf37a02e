from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..values import without_defaults

CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}


class CreditPaper(models.AbstractModel):
    """A paper that one person writes and another compares with the signed one, before it counts.

    What was compared stays as it was, and moves by its buttons alone.
    """

    _name = 'credit.paper'
    _inherit = ['mail.thread']
    _description = "Paper"

    #: What people write while it is a draft, and what they may write later.
    _inputs, _later = frozenset(), frozenset()
    #: Code of the sequence that numbers it, and its letters where there is none.
    _sequence_code, _letters = '', ''

    name = fields.Char(readonly=True, copy=False, default="New")
    file_name = fields.Char(copy=False)
    user_id = fields.Many2one(
        'res.users', string="Looked After By", default=lambda self: self.env.user, tracking=True)
    note = fields.Text()
    editor_id = fields.Many2one('res.users', readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value}, self._inputs)
        barred = set() if self.env.su else set(self._fields) - self._inputs - CHATTER
        papers = super(CreditPaper, without_defaults(self, barred)).create(vals_list)
        for paper in papers.sudo()._to_number():
            paper.name = (
                self.env['ir.sequence'].sudo().next_by_code(self._sequence_code) or self._letters)
        papers._note_editor()
        return papers

    def write(self, vals):
        for state in set(self.mapped('state')):
            self._check_inputs(set(vals), self._free_in(state))
        res = super().write(vals)
        if set(vals) & (self._inputs - self._later):
            self._note_editor()
        return res

    def _to_number(self):
        return self

    def _free_in(self, state):
        """Return the names that people write in `state`."""
        return self._inputs if state == 'draft' else self._later

    def _note_editor(self):
        """Note who changed it last: somebody else checks it."""
        if not self.env.su:
            self.sudo().filtered(lambda one: one.state == 'draft').editor_id = self.env.uid

    def _check_inputs(self, names, free):
        if not self.env.su and names - free - CHATTER:
            raise UserError(self.env._(
                "What was checked stays as it was checked, and moves by its buttons. Take it back to"
                " draft where that is offered, or make a new one that takes its place."))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if kept := self.filtered(lambda paper: paper.state != 'draft'):
            raise UserError(self.env._(
                "%(paper)s was checked and stays. End it by its button instead.",
                paper=kept[0].display_name))

    # === MOVES === #

    def _check_moves(self, state):
        """Lock it, and raise unless who asks may write it and it is in `state`."""
        self.ensure_one()
        self.check_access('write')
        self.sudo().lock_for_update(allow_referencing=True)
        self.invalidate_recordset(['state'])
        if self.state != state:
            states = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(paper)s is %(state)s: that is not its next step.", paper=self.display_name,
                state=states[self.state]))

    def _check_other_person(self):
        """Four eyes: neither who wrote it, nor who sells to the customer."""
        self_sudo = self.sudo()
        if self.env.user in self_sudo.create_uid | self_sudo.editor_id:
            raise AccessError(self.env._(
                "You wrote it or changed it last, so somebody else checks it."))
        if self.env.user == self_sudo.profile_id.partner_id.user_id:
            raise AccessError(self.env._("You sell to this customer, so somebody else checks it."))
