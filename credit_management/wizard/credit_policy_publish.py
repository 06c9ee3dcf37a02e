from odoo import api, fields, models

#: What the dialog asks of the draft itself.
ASKED = ('readers', 'reading_days', 'with_quiz', 'pass_mark', 'note')


class CreditPolicyPublish(models.TransientModel):
    """From which day on a draft is in force, who must read it, and what it changes."""

    _name = 'credit.policy.publish'
    _description = "Publish a Credit Policy"

    policy_id = fields.Many2one('credit.policy', required=True, readonly=True)
    previous_id = fields.Many2one(related='policy_id.previous_id')
    changes = fields.Json(related='policy_id.changes')
    valid_from = fields.Date(
        required=True, help="Orders are judged by it from the beginning of this day on.",
    )
    readers = fields.Selection(
        selection=lambda self: self.env['credit.policy']._fields['readers'].selection,
        required=True, string="To Be Read By",
    )
    reading_days = fields.Integer(string="Days to Read")
    reader_count = fields.Integer(compute='_compute_reader_count')
    with_quiz = fields.Boolean(
        string="With a Quiz", help="Who has read it answers a few questions before that counts.")
    pass_mark = fields.Integer(string="Pass Mark (%)")
    note = fields.Text(string="Reason", help="Why this version is made; kept in the log.")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        policy = self.env['credit.policy'].browse(values.get('policy_id'))
        if policy:
            values.update({name: policy[name] for name in ASKED})
            values['valid_from'] = policy._clock()._credit_today()
        return values

    @api.depends('policy_id', 'readers')
    def _compute_reader_count(self):
        for wizard in self:
            people = wizard.policy_id.sudo()._reading_people(wizard.readers)
            wizard.reader_count = len(people)

    def action_publish(self):
        """Publish the draft as it is said here."""
        self.ensure_one()
        policy = self.policy_id
        policy._check_may_change()
        policy.write({name: self[name] for name in ASKED})
        # In sudo: state and dates are the server's; the right to write was checked.
        policy.sudo()._publish(self.valid_from)
        return {'type': 'ir.actions.act_window_close'}
