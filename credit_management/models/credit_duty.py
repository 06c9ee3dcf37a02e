from odoo import api, fields, models

from .credit_rpm_plan_step import ROLES


class CreditDuty(models.Model):
    """Whose a role of a plan's steps is in one company."""

    _name = 'credit.duty'
    _description = "Role in Following Receivables"
    _order = 'company_id, role'
    _rec_name = 'role'

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company.root_id, domain=[('parent_id', '=', False)],
    )
    role = fields.Selection(ROLES, required=True)
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, index=True, ondelete='cascade',
        domain=[('share', '=', False)],
    )

    _role_unique = models.UniqueIndex(
        '(company_id, role)', "This role has a person in this company already.")

    @api.model
    def _owners(self, root, profiles, day):
        """Return ``{(profile id, role): user id}`` of who does what about `profiles` on `day`.

        The customer's salesperson sells to him, his officer asks for money; what neither does has
        a person of the company. Where there is none it is the officer's.
        """
        duties = {
            line.role: line.user_id for line in self.sudo().search([('company_id', '=', root.id)])}
        away = self.env['credit.collector']._stand_ins(root, day)
        known, owners = {}, {}
        for profile in profiles.sudo():
            own = {'sales': profile.partner_id.user_id, 'credit_officer': profile.user_id}
            for role, _name in ROLES:
                wanted = (own.get(role), duties.get(role), profile.user_id,
                          duties.get('credit_officer'))
                owners[profile.id, role] = next((
                    there for user in wanted if user
                    if (there := self._who_is_there(user, away, root, known))
                ), None)
        return owners

    def _who_is_there(self, user, away, root, known):
        """Return the id of `user` or of who stands in for him, or None if neither may work here."""
        if user.id not in known:
            person = self.env['res.users'].sudo().browse(away.get(user.id, user.id))
            known[user.id] = person.id if (
                person.active and not person.share and root in person.company_ids.root_id
            ) else None
        return known[user.id]
