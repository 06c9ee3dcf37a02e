from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditPolicy(models.Model):
    """Policies of all companies and of one: who changes which, and by which a company is judged."""

    _inherit = 'credit.policy'

    is_foreign = fields.Boolean(
        compute='_compute_is_foreign',
        help="It counts in companies where you do not work, so you cannot change it.",
    )
    is_used_here = fields.Boolean(
        compute='_compute_is_used_here', help="Your company chose it, or the version before it.")

    @api.depends_context('uid')
    @api.depends('company_id')
    def _compute_is_foreign(self):
        foreign = not self.env.su and bool(self._foreign_roots())
        for policy in self:
            policy.is_foreign = foreign and not policy.company_id

    @api.depends_context('company')
    @api.depends('state')
    def _compute_is_used_here(self):
        chosen = self.env.company.sudo().root_id.credit_policy_id.id
        in_force = chosen and self._in_force(chosen)
        for policy in self:
            policy.is_used_here = bool(in_force) and policy.id == in_force

    @api.model
    def default_get(self, fields_list):
        """Whoever does not work in all companies makes policies of his own one."""
        values = super().default_get(fields_list)
        if 'company_id' in fields_list and self._foreign_roots():
            values.setdefault('company_id', self.env.company.root_id.id)
        return values

    def action_own_copy(self):
        """Open a draft of the company's own with the same figures."""
        self.ensure_one()
        self.check_access('create')
        root = self.env.company.root_id
        own = self.copy({
            'company_id': root.id, 'note': False,
            'name': self.env._("%(name)s (%(company)s)", name=self.name, company=root.name),
        })
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': own.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_use(self):
        """Judge the customers of the company by this policy, where nothing nearer is chosen."""
        self.ensure_one()
        self.check_access('write')
        root_sudo = self.env.company.sudo().root_id
        if self.state != 'published' or self.company_id not in (root_sudo, root_sudo.browse()):
            raise UserError(self.env._(
                "%(policy)s is not in force in %(company)s, so nobody is judged by it there. Choose"
                " a published policy of that company or of all.",
                policy=self.display_name, company=root_sudo.name,
            ))
        # In sudo: settings are the administrator's, the choice of a policy is a manager's too.
        root_sudo.credit_policy_id = self
        profiles = self.env['credit.profile'].search([
            ('hold_ids.state', '=', 'open'), ('company_id', '=', root_sudo.id)])
        self.env['credit.profile']._notify('policy_changed', profiles, f'{self._name},{self.id}')
        return True
