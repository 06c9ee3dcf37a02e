from odoo import api, fields, models

from .credit_profile import FIGURES

#: Contacts beside the story; the contact form has them all.
PEOPLE = 6


class CreditProfile(models.Model):
    """What stands beside the story: what is to do, and whom to talk to."""

    _inherit = 'credit.profile'

    task_ids = fields.One2many(
        'credit.task', compute='_compute_task_ids', string="To Do", groups=FIGURES
    )
    has_tasks = fields.Boolean(compute='_compute_task_ids', groups=FIGURES)
    salesperson_id = fields.Many2one(related='partner_id.user_id', string="Salesperson")
    contact_ids = fields.Many2many(
        'res.partner', compute='_compute_contact_ids', string="People",
        help="Who pays, and whom to talk to.",
    )
    has_people = fields.Boolean(compute='_compute_contact_ids')

    @api.depends('hold_ids.state')
    def _compute_task_ids(self):
        tasks = self.env['credit.task'].search([('profile_id', 'in', self.ids)])
        for profile in self:
            profile.task_ids = tasks.filtered(lambda task, p=profile: task.profile_id == p)
            profile.has_tasks = bool(profile.task_ids)

    @api.depends('partner_id')
    def _compute_contact_ids(self):
        """Who gets the invoices comes first, then those with a number to call."""
        contacts = self.env['res.partner'].search([
            ('parent_id', 'in', self.partner_id.ids), ('type', 'in', ('contact', 'invoice')),
        ])
        for profile in self:
            own = contacts.filtered(lambda contact, p=profile: contact.parent_id == p.partner_id)
            ranked = own.sorted(lambda c: (c.type != 'invoice', not c.phone, c.name or ''))
            profile.contact_ids = ranked[:PEOPLE]
            profile.has_people = bool(ranked or profile.salesperson_id or profile.user_id)
