from odoo import api, fields, models
from odoo.exceptions import UserError

#: Fields of a group, and of a member, that the dialog copies.
POOL = ('limit_mode', 'pool_limit', 'valid_until')
PART = ('sub_limit', 'share')


class CreditGroupDecide(models.TransientModel):
    """The dialog through which a pool, a member's part and a leaving are decided: with a reason."""

    _name = 'credit.group.decide'
    _description = "Decide on a Credit Group"

    kind = fields.Selection(
        [('limit', "Change the pool"), ('part', "A member's part"), ('leave', "Take out"),
         ('end', "End the group")],
        required=True)
    group_id = fields.Many2one('credit.group', required=True)
    member_ids = fields.Many2many('credit.group.member')
    currency_id = fields.Many2one(related='group_id.currency_id')
    limit_mode = fields.Selection(
        selection=lambda self: self.env['credit.group']._fields['limit_mode'].selection)
    pool_limit = fields.Monetary()
    valid_until = fields.Date()
    sub_limit = fields.Monetary(string="Most of the Pool")
    share = fields.Float(digits=(12, 8))
    gauge = fields.Json(compute='_compute_gauge')
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        group = self.env['credit.group'].browse(values.get('group_id') or [])
        ids = [command[2] for command in values.get('member_ids') or [] if command[0] == 6]
        member = self.env['credit.group.member'].browse(ids[0] if ids else [])
        values.update({name: group[name] for name in POOL if group and name in fields})
        values.update({name: member[name] for name in PART if len(member) == 1 and name in fields})
        return values

    @api.depends('group_id', 'limit_mode', 'pool_limit')
    def _compute_gauge(self):
        """Show the pool as it would be: nothing is saved yet."""
        for wizard in self:
            gauge = wizard.group_id.gauge
            wizard.gauge = gauge and {**gauge, 'limit': wizard.pool_limit} if (
                wizard.limit_mode == 'amount') else gauge

    def action_apply(self):
        """Write only what differs, so that the log says what was decided and no more."""
        self.ensure_one()
        reason = (self.reason or '').strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        asked = self._asked()
        if asked is not None:
            self.group_id._ask(self.kind, reason, **asked)
        elif self.kind == 'end':
            self.group_id.action_end()
        elif self.kind == 'leave':
            self.member_ids._leave(reason)
        elif self.kind == 'part':
            self.member_ids.with_context(credit_reason=reason).write(
                {name: self[name] for name in PART})
        else:
            changed = {
                name: self[name] for name in POOL if self[name] != self.group_id[name]}
            if changed:
                self.group_id.write({**changed, 'limit_reason': reason})
        return {'type': 'ir.actions.act_window_close'}

    def _asked(self):
        """Return what has to be asked for, as values of a request; None: it is decided at once."""
        if not self.group_id._by_request():
            return None
        if self.kind == 'limit':
            values = {name: self[name] for name in POOL}
            return values if self.group_id._widens(values) else None
        members = {'member_ids': [(6, 0, self.member_ids.ids)]}
        if self.kind == 'part':
            values = {name: self[name] for name in PART}
            wider = any(member._part_widens(values) for member in self.member_ids)
            return {**members, **values} if wider else None
        return members


class CreditGroup(models.Model):
    _inherit = 'credit.group'

    def _dialog(self, kind, **context):
        names = {
            'limit': self.env._("Change the pool"), 'part': self.env._("A member's part"),
            'leave': self.env._("Take out of the group"), 'end': self.env._("End the group"),
        }
        return {
            'type': 'ir.actions.act_window', 'name': names[kind], 'target': 'new',
            'res_model': 'credit.group.decide', 'view_mode': 'form', 'views': [(False, 'form')],
            'context': {'default_kind': kind, 'default_group_id': self.id, **context},
        }

    def action_change_limit(self):
        self.ensure_one()
        return self._dialog('limit')
