from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CreditLetterBatch(models.Model):
    """The letters of a company's day: drafted by night, looked at, approved or rejected by people."""

    _name = 'credit.letter.batch'
    _description = "Letters of a Day"
    _order = 'date desc, id desc'
    _rec_name = 'date'

    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one('res.users', string="Looks At Them", readonly=True)
    letter_ids = fields.One2many('credit.letter', 'batch_id', readonly=True)
    state = fields.Selection(
        [('open', "Waiting"), ('done', "Done")], compute='_compute_state', store=True, index=True)
    waiting_count = fields.Integer(string="To Approve", compute='_compute_counts')
    refused_count = fields.Integer(string="Do Not Go", compute='_compute_counts')
    gone_count = fields.Integer(string="Approved or Sent", compute='_compute_counts')
    failed_count = fields.Integer(string="Failed", compute='_compute_counts')

    _company_day_unique = models.UniqueIndex(
        '(company_id, date)', "This company has the letters of this day already.")
    _open_idx = models.Index("(id) WHERE state = 'open'")

    @api.depends('date', 'company_id')
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = self.env._("Letters of %(day)s", day=format_date(self.env, batch.date))

    @api.depends('letter_ids.state', 'letter_ids.refusal')
    def _compute_state(self):
        waiting = {batch.id for (batch,) in self.env['credit.letter'].sudo()._read_group(
            [('batch_id', 'in', self.ids), ('state', '=', 'draft'), ('refusal', '=', False)],
            ['batch_id'])}
        for batch in self:
            batch.state = 'open' if batch.id in waiting else 'done'

    def _compute_counts(self):
        counts = {}
        for batch, state, refusal, count in self.env['credit.letter']._read_group(
            [('batch_id', 'in', self.ids)], ['batch_id', 'state', 'refusal'], ['__count'],
        ):
            counts[batch.id, state, bool(refusal)] = counts.get(
                (batch.id, state, bool(refusal)), 0) + count
        for batch in self:
            def count(state, refused, batch=batch):
                return counts.get((batch.id, state, refused), 0)
            batch.waiting_count = count('draft', False)
            batch.refused_count = count('draft', True)
            batch.failed_count = count('failed', False) + count('failed', True)
            batch.gone_count = sum(
                count(state, refused) for state in ('approved', 'sent', 'delivered')
                for refused in (False, True))

    # === DRAFTED === #

    @api.model
    def _of_day(self, root, day):
        """Return the batch of `root` on `day`, made if it is not there."""
        batch = self.search([('company_id', '=', root.id), ('date', '=', day)])
        return batch or self.create({
            'company_id': root.id, 'date': day, 'user_id': self._reader(root).id})

    @api.model
    def _reader(self, root):
        """Return who looked at the last letters, while he still may; else nobody in particular."""
        last = self.search([('company_id', '=', root.id), ('user_id', '!=', False)], limit=1)
        user = last.user_id
        may = user.active and user.has_group('credit_management.credit_management_group_officer')
        return user if may else user.browse()

    # === DECIDED === #

    def _waiting(self):
        self.check_access('read')
        return self.letter_ids.filtered(
            lambda letter: letter.state == 'draft' and not letter.refusal)

    def action_approve_all(self):
        """Approve what waits and misses nothing; the rest stays with what it misses."""
        letters = self._waiting()
        if not letters:
            raise UserError(self.env._(
                "Nothing waits to be approved here. Look at why the others do not go."))
        ready = letters.filtered(lambda letter: letter._may_approve() and not letter._missing())
        self.sudo().user_id = self.env.uid
        # With none that can go, the first one says what it lacks.
        return (ready or letters[:1]).action_approve()

    def action_reject_all(self):
        return self._waiting().action_reject_dialog()

    def action_open_letters(self):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_letter_action')
        return {**action, 'domain': [('batch_id', '=', self.id)], 'name': self.display_name,
                'context': {'create': False}}
