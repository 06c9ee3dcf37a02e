from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.group_pool import part_widens, widens
from ..values import id_of
from .credit_authority import MANAGER, OFFICER
from .credit_group import LIMIT_FIELDS
from .credit_group_member import PART_FIELDS


class CreditGroup(models.Model):
    """Where a company gives more by request only, nobody lets a group owe more by himself."""

    _inherit = 'credit.group'

    editor_id = fields.Many2one('res.users', readonly=True, copy=False)
    request_ids = fields.One2many('credit.group.request', 'group_id', string="Asked For")
    may_change = fields.Boolean(compute='_compute_may_change')

    @api.depends_context('uid')
    @api.depends('state', 'company_id')
    def _compute_may_change(self):
        officer, manager = map(self.env.user.has_group, (OFFICER, MANAGER))
        for group in self:
            group.may_change = group.state == 'active' and (
                manager or officer and bool(group._by_request()))

    def _by_request(self):
        """Return the groups in force for which more is asked for and given by others."""
        if self.env.su:
            return self.browse()
        return self.filtered(lambda group: group.state == 'active' and (
            group.sudo().company_id.credit_limit_by_request))

    def _refuse_alone(self):
        if asked := self._by_request():
            raise UserError(self.env._(
                "%(company)s gives more by request only. Ask for it on the page of %(group)s:"
                " another person agrees, and it counts at once.",
                company=asked[0].sudo().company_id.name, group=asked[0].name))

    def _widens(self, vals):
        """Tell whether `vals` let the members of one group owe more."""
        before = self._snapshot(LIMIT_FIELDS)
        after = {name: id_of(vals[name]) or None for name in LIMIT_FIELDS if name in vals}
        if after.get('valid_until'):
            after['valid_until'] = fields.Date.to_date(after['valid_until'])
        return widens(before, {**before, **after})

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups.sudo().editor_id = self.env.uid
        return groups

    def write(self, vals):
        if set(vals) & set(LIMIT_FIELDS):
            self._by_request().filtered(lambda group: group._widens(vals))._refuse_alone()
        res = super().write(vals)
        if set(vals) & set(LIMIT_FIELDS) and not self.env.su:
            self.sudo().editor_id = self.env.uid
        return res

    def action_approve(self):
        for group_sudo in () if self.env.su else self.sudo():
            company = group_sudo.company_id
            if company.credit_limit_by_request and not company.credit_single_approver and (
                    self.env.user in group_sudo.create_uid | group_sudo.editor_id):
                raise AccessError(self.env._(
                    "You proposed %(group)s or changed its pool last, so another manager puts it"
                    " into force.", group=group_sudo.name))
        return super().action_approve()

    def action_end(self):
        """End groups, or open the dialog that asks for it where others agree."""
        asked = self._by_request()
        if not asked:
            return super().action_end()
        super(CreditGroup, self - asked).action_end()
        return asked[0]._dialog('end')

    def _ask(self, kind, reason, **values):
        """Put a wish before those who decide, in the user's name."""
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Credit people ask for more for a group."))
        if self.sudo().request_ids.search_count(
                [('group_id', '=', self.id), ('state', '=', 'waiting')], limit=1):
            raise UserError(self.env._(
                "Something was asked for this group already and waits. Decide on it, or withdraw it,"
                " first."))
        self.env['credit.group.request'].sudo().create({
            'group_id': self.id, 'kind': kind, 'reason': reason, 'requester_id': self.env.uid,
            **values})._begin()


class CreditGroupMember(models.Model):
    """Nobody takes a member out, or widens his part, by himself where more is asked for."""

    _inherit = 'credit.group.member'

    def write(self, vals):
        if set(vals) & set(PART_FIELDS):
            self.filtered(lambda member: member._part_widens(vals)).group_id._refuse_alone()
        return super().write(vals)

    def _part_widens(self, vals):
        before = {name: self[name] for name in PART_FIELDS}
        return part_widens(before, {**before, **{
            name: vals[name] for name in PART_FIELDS if name in vals}})

    def _leave(self, reason):
        self.filtered(lambda member: not member.date_to).group_id._refuse_alone()
        return super()._leave(reason)
