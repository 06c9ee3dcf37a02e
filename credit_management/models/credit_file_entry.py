from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.customer_files import SOURCES

#: What the server alone says of an entry.
OF_SERVER = {
    'is_automatic', 'state', 'is_disputed', 'dispute_note', 'disputed_on', 'disputed_by_id',
    'verified_by_id', 'verified_on',
}


class CreditFileEntry(models.Model):
    """One source's word on one point of a customer's file, with its day and who checked it."""

    _name = 'credit.file.entry'
    _description = "Entry of a Credit File"
    _order = 'point_id, state, as_of DESC, id DESC'
    _rec_name = 'value'

    file_id = fields.Many2one(
        'credit.file', string="Credit File", required=True, index=True, ondelete='cascade')
    profile_id = fields.Many2one(related='file_id.profile_id', string="Customer")
    company_id = fields.Many2one(related='file_id.company_id', store=True, index=True)
    point_id = fields.Many2one(
        'credit.file.point', required=True, index=True, ondelete='restrict')
    group_code = fields.Selection(related='point_id.group_code', string="Group")
    value = fields.Char(string="Content", required=True)
    source = fields.Selection('_selection_source', required=True, default='customer')
    as_of = fields.Date(
        required=True, default=lambda self: self.env.company._credit_today(),
        help="The day that it speaks of.")
    expires_on = fields.Date(
        compute='_compute_expires_on', store=True, readonly=False, help="Last day. Empty: no end.")
    confidence = fields.Selection(
        [('high', "High"), ('medium', "Medium"), ('low', "Low")], default='medium', required=True)
    note = fields.Char()
    paper = fields.Binary(attachment=True)
    paper_name = fields.Char()
    is_automatic = fields.Boolean(
        string="Automatic", readonly=True, help="Odoo fills it; nobody types over it.")
    state = fields.Selection('_selection_state', readonly=True, default='other', index=True)
    verified_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    verified_on = fields.Date(readonly=True, copy=False)
    is_disputed = fields.Boolean(string="Disputed", readonly=True, copy=False)
    dispute_note = fields.Char(string="What Is Not Right", readonly=True, copy=False)
    disputed_on = fields.Date(readonly=True, copy=False)
    disputed_by_id = fields.Many2one('res.users', readonly=True, copy=False)

    _word_idx = models.Index('(file_id, point_id, source)')

    @api.model
    def _selection_source(self):
        words = {
            'registry': self.env._("Public register"), 'bureau': self.env._("Credit bureau"),
            'erp': self.env._("Odoo"), 'customer': self.env._("Customer"),
            'sales': self.env._("Sales"),
        }
        return [(source, words[source]) for source in SOURCES]

    @api.model
    def _selection_state(self):
        return [
            ('current', self.env._("In use")), ('other', self.env._("Also said")),
            ('disputed', self.env._("Disputed")), ('expired', self.env._("Out of date")),
            ('past', self.env._("Replaced")),
        ]

    @api.depends('as_of', 'point_id')
    def _compute_expires_on(self):
        for entry in self:
            months = entry.point_id.months
            entry.expires_on = months and entry.as_of and (
                entry.as_of + relativedelta(months=months))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_people({name for vals in vals_list for name, value in vals.items() if value})
        entries = super().create(vals_list)
        entries._check_day()
        if not self.env.su:
            entries.file_id._settle()
        return entries

    def write(self, vals):
        self._check_by_people(set(vals))
        if not self.env.su and self.filtered('is_automatic'):
            raise UserError(self.env._(
                "Odoo filled this in. Dispute it, or add what another source says."))
        files = self.file_id
        if not self.env.su and {'value', 'as_of', 'source', 'point_id', 'file_id'} & set(vals):
            # What was checked was something else.
            super(CreditFileEntry, self.sudo()).write(
                {'verified_by_id': False, 'verified_on': False})
        res = super().write(vals)
        self._check_day()
        if not self.env.su:
            (files | self.file_id)._settle()
        return res

    def unlink(self):
        files = self.file_id
        res = super().unlink()
        files.exists()._settle()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_unchecked(self):
        if kept := self.filtered(lambda entry: entry.is_automatic or entry.verified_by_id):
            raise UserError(self.env._(
                "%(value)s was checked or filled in by Odoo, so it stays in the file. Dispute it"
                " instead.", value=kept[0].value))

    def _check_by_people(self, names):
        if not self.env.su and names & OF_SERVER:
            raise UserError(self.env._(
                "Entries are checked and disputed by their buttons: Checked, Not Right."))

    def _check_day(self):
        for entry in self:
            if entry.as_of > entry.company_id._credit_today():
                raise UserError(self.env._(
                    "%(value)s is of %(day)s, a day to come. Enter the day that it speaks of.",
                    value=entry.value, day=entry.as_of))

    # === CHECKED, DISPUTED === #

    def action_verify(self):
        """Say that the value was compared with its paper or its register."""
        self.check_access('write')
        for entry in self:
            entry.sudo().write({
                'verified_by_id': self.env.uid, 'verified_on': entry.company_id._credit_today(),
                'confidence': 'high',
            })
        return True

    def action_dispute_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Not Right"),
            'res_model': 'credit.file.dispute', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_entry_id': self.id},
        }

    def _dispute(self, note):
        """Let it not count until somebody looked: who, when and why stand beside it."""
        for entry_sudo in self.sudo():
            entry_sudo.write({
                'is_disputed': True, 'dispute_note': note, 'disputed_by_id': self.env.uid,
                'disputed_on': entry_sudo.company_id._credit_today(),
            })
            entry_sudo.file_id.profile_id.message_post(body=self.env._(
                "%(point)s, %(value)s: not right. %(note)s", point=entry_sudo.point_id.name,
                value=entry_sudo.value, note=note))
        self.file_id._settle()

    def action_dispute_over(self):
        """The value is right after all, and counts again."""
        self.check_access('write')
        self.sudo().write({'is_disputed': False})
        self.file_id._settle()
        for entry in self:
            entry.sudo().file_id.profile_id.message_post(body=self.env._(
                "%(point)s, %(value)s: looked at, and right.", point=entry.point_id.name,
                value=entry.value))
        return True
