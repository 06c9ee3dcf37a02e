from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What a member may take of the pool; decided as the pool is.
PART_FIELDS = ('sub_limit', 'share')
#: Who and since when: told once, by the server.
FIXED_FIELDS = ('group_id', 'profile_id', 'date_from', 'date_to', 'left_reason')


class CreditGroupMember(models.Model):
    """A customer's membership of a credit group, from a day on; what is over stays as history."""

    _name = 'credit.group.member'
    _description = "Member of a Credit Group"
    _order = 'date_to DESC NULLS FIRST, id'
    _rec_name = 'profile_id'

    group_id = fields.Many2one('credit.group', required=True, index=True, ondelete='cascade')
    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    state = fields.Selection(related='group_id.state')
    currency_id = fields.Many2one(related='group_id.currency_id')
    date_from = fields.Date(string="Since", readonly=True)
    date_to = fields.Date(string="Left On", readonly=True)
    sub_limit = fields.Monetary(
        string="Most of the Pool", help="He takes no more of the pool than this; 0: no such limit.")
    share = fields.Float(
        digits=(12, 8), help="The same as a part of the pool; 0: no such part.")
    why = fields.Char(string="Belongs Because", help="What connects him with the group.")
    left_reason = fields.Char(string="Left Because", readonly=True)

    # One group a customer at a time.
    _one_group = models.UniqueIndex(
        '(profile_id) WHERE date_to IS NULL',
        "This customer is in a credit group already. Take him out of that one first.")
    _part = models.Constraint(
        'CHECK (sub_limit >= 0 AND share >= 0 AND share <= 1)',
        "What a member takes of the pool is at least 0, and his share at most 100 %.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and {'date_to', 'left_reason'} & set(vals):
                raise AccessError(self._fixed_refusal())
            vals['date_from'] = self.env.company.root_id._credit_today()
        members = super().create(vals_list)
        members._check_company()
        if not self.env.su:
            members.filtered(
                lambda member: member.state != 'draft' and (member.sub_limit or member.share)
            ).group_id._check_may_decide()
        for member in members:
            member._log_act('joined', member.why)
        members._changed()
        return members

    def write(self, vals):
        if not self.env.su and set(vals) & set(FIXED_FIELDS):
            raise AccessError(self._fixed_refusal())
        changed = [name for name in PART_FIELDS if name in vals]
        if changed and not self.env.su:
            self.group_id.filtered(lambda group: group.state != 'draft')._check_may_decide()
        before = {member.id: {name: member[name] for name in changed} for member in self}
        res = super().write(vals)
        for member in self if changed else ():
            after = {name: member[name] for name in changed}
            if after != before[member.id]:
                member._log_act('part', self.env.context.get('credit_reason'),
                                before[member.id], after)
                member._changed()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_proposed(self):
        if self.filtered(lambda member: member.state != 'draft'):
            raise UserError(self.env._(
                "Who was a member stays in the group's history. Take him out instead."))

    def _fixed_refusal(self):
        return self.env._(
            "Customer and days of a membership are fixed. Take him out, and add him anew.")

    def _check_company(self):
        """Nobody puts a customer whom he may not see into a group, nor a merged one."""
        for member in self:
            profile = member.profile_id
            if not self.env.su:
                profile.check_access('read')
            if not profile.sudo().active:
                raise UserError(self.env._(
                    "The credit profile of %(customer)s is archived. Restore it first, or leave him"
                    " out.", customer=profile.display_name))
            if member.group_id.state == 'ended':
                raise UserError(self.env._(
                    "%(group)s has ended. Make a new group.", group=member.group_id.name))

    # === LIFE === #

    def _leave(self, reason):
        """End memberships today; a pool that loses a member is looked at by a manager."""
        members = self.filtered(lambda member: not member.date_to)
        if not self.env.su:
            members.group_id.filtered(lambda group: group.state != 'draft')._check_may_decide()
        members._changed()
        for member in members:
            member.sudo().write({
                'date_to': member.company_id.sudo()._credit_today(), 'left_reason': reason})
            member._log_act('left', reason)
        members.profile_id.invalidate_recordset(['group_id'])

    def _changed(self):
        profiles_sudo = self.sudo().profile_id
        if profiles_sudo:
            profiles_sudo._notify('limit_changed', profiles_sudo, 'credit.group.member')

    def _log_act(self, act, reason=None, before=None, after=None):
        self.ensure_one()
        self.env['credit.decision'].sudo()._log('group', profile=self.sudo().profile_id, payload={
            'what': self.group_id.name, 'act': act, 'group': self.group_id.id,
            'before': before or {}, 'after': after or {}, 'reason': reason or None,
        })

    def action_leave(self):
        """Open the dialog that takes members out: with a reason."""
        return self.group_id._dialog('leave', default_member_ids=[(6, 0, self.ids)])

    def action_change_part(self):
        """Open the dialog that says what the member takes of the pool: with a reason."""
        return self.group_id._dialog('part', default_member_ids=[(6, 0, self.ids)])
