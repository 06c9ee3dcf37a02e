import tempfile
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.case_file import SECTIONS, Paper, case_file

#: Rows that are turned into files before what was done is committed.
BATCH = 5


class CreditHandover(models.Model):
    """The file that is handed over with a claim: its papers in order, an index, what is missing.

    Which papers is found at once; the files are made in the background, a few at a time, so it goes
    on where it was stopped. The archive is put together while it is downloaded.
    """

    _name = 'credit.handover'
    _inherit = ['credit.by.server', 'mail.thread']
    _description = "Hand-over File"
    _order = 'id DESC'
    _written = frozenset({'paper_ids'})

    name = fields.Char(readonly=True, copy=False)
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True,
        ondelete='cascade',
    )
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    line_ids = fields.Many2many(
        'account.move.line', 'credit_handover_line_rel', 'handover_id', 'move_line_id',
        string="Claims", readonly=True,
    )
    state = fields.Selection(
        [('building', "Being Made"), ('ready', "Ready")], default='building', required=True,
        readonly=True, copy=False,
    )
    user_id = fields.Many2one('res.users', string="Made By", readonly=True)
    paper_ids = fields.One2many('credit.handover.paper', 'handover_id', string="Papers")
    paper_count = fields.Integer(compute='_compute_progress')
    failed_count = fields.Integer(compute='_compute_progress')
    done_count = fields.Integer(compute='_compute_progress')
    progress = fields.Float(compute='_compute_progress')
    missing = fields.Char(compute='_compute_missing')

    _building_idx = models.Index("(id) WHERE state = 'building'")

    @api.depends('paper_ids.state')
    def _compute_progress(self):
        for handover in self:
            handover.paper_count = len(handover.paper_ids)
            handover.done_count = len(
                handover.paper_ids.filtered(lambda paper: paper.state != 'waiting'))
            handover.failed_count = len(
                handover.paper_ids.filtered(lambda paper: paper.state == 'failed'))
            handover.progress = 100.0 * handover.done_count / (handover.paper_count or 1)

    @api.depends('paper_ids.section', 'paper_ids.state', 'paper_ids.is_in')
    @api.depends_context('lang')
    def _compute_missing(self):
        names = dict(self.env['credit.handover.paper']._fields['section']._description_selection(
            self.env))
        for handover in self:
            present = set(handover._usable().mapped('section'))
            handover.missing = ', '.join(
                names[code] for code, needed in SECTIONS if needed and code not in present)

    @api.depends('name', 'profile_id')
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = (
                f'{handover.name or ""} {handover.sudo().partner_id.display_name or ""}'.strip())

    def _usable(self):
        return self.paper_ids.filtered(
            lambda paper: paper.is_in and paper.state != 'failed' and (
                paper.state == 'waiting' or paper.sudo().attachment_id))

    @api.model
    def _by_server_words(self):
        return {
            'create': self.env._("A hand-over file is made on the customer's page or from a case."),
            'write': self.env._(
                "Of a hand-over file only its papers change: their section, and whether they are in"
                " it. Make a new one of other claims."),
            'unlink': self.env._("Hand-over files stay: what was given away is to be known."),
        }

    # === MADE === #

    @api.model
    def _make(self, profile, lines=None):
        """Begin the file of a customer's claims: `lines`, or all that is open.

        :return: the record, whose files are made in the background
        """
        self.env['credit.write.off']._check_officer()
        profile.check_access('read')
        lines = lines or profile._open_lines()
        if not lines:
            raise UserError(self.env._(
                "Nothing of %(customer)s is open, so there is no claim to hand over.",
                customer=profile.display_name))
        handover_sudo = self.sudo().create({
            'name': self.env['ir.sequence'].sudo().next_by_code('credit.handover'),
            'profile_id': profile.id, 'company_id': profile.company_id.id,
            'line_ids': [fields.Command.set(lines.ids)], 'user_id': self.env.uid,
        })
        self.env['credit.handover.paper'].sudo().create([
            {'handover_id': handover_sudo.id, **values}
            for values in handover_sudo._papers()
        ])
        if not handover_sudo.paper_ids:
            handover_sudo.state = 'ready'
        self.env.ref('credit_management.credit_handover_cron').sudo()._trigger()
        return handover_sudo.sudo(self.env.su)

    def _cron_build(self):
        """Make the files of what is being made; a file that cannot be is named, the rest goes on."""
        self.env['credit.failure']._in_turn(
            'handover', self.sudo().search([('state', '=', 'building')], order='id'),
            lambda handover: handover._build())

    def _build(self):
        """Make the files, `BATCH` at a time; a generator, so that what is done can be committed."""
        waiting = self.paper_ids.filtered(lambda paper: paper.state == 'waiting')
        for first in range(0, len(waiting), BATCH):
            for paper in waiting[first:first + BATCH]:
                paper._make_file()
            yield
        self.state = 'ready'
        self.message_post(
            body=self.env._("The file is ready: %(count)s papers.", count=len(self._usable())),
            partner_ids=self.user_id.partner_id.ids)

    def action_try_again(self):
        """Make the papers once more that could not be made."""
        self.check_access('write')
        failed_sudo = self.sudo().paper_ids.filtered(lambda paper: paper.state == 'failed')
        if failed_sudo:
            failed_sudo.write({'state': 'waiting', 'fault': False})
            failed_sudo.handover_id.state = 'building'
            self.env.ref('credit_management.credit_handover_cron').sudo()._trigger()
        return True

    def _action_open(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'view_mode': 'form', 'views': [(False, 'form')], 'name': self.env._("Hand-over File"),
        }

    # === DOWNLOAD === #

    def action_download(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/handover/{self.id}.zip',
        }

    def _check_ready(self):
        if self.state != 'ready':
            raise UserError(self.env._(
                "%(file)s is still being made: %(done)s of %(count)s papers.",
                file=self.display_name, done=self.done_count, count=self.paper_count))

    def _case_file(self):
        """Return `tools.case_file.CaseFile` of the papers that are there."""
        return case_file([
            Paper(paper.section, paper.date or None, paper.title, paper.ending, paper.id)
            for paper in self._usable()
        ])

    def _write_zip(self, target):
        """Write the archive to `target`, one paper in memory."""
        self._check_ready()
        self_sudo = self.sudo()
        found = self_sudo._case_file()
        with zipfile.ZipFile(target, 'w', zipfile.ZIP_STORED, allowZip64=True) as archive:
            with tempfile.TemporaryFile() as index:
                self._write_index(index, found)
                index.seek(0)
                archive.writestr('00-index.xlsx', index.read())
            for row in found.rows:
                paper = self_sudo.env['credit.handover.paper'].browse(row.paper.ref)
                archive.writestr(row.path, paper.attachment_id.raw or b'')
                paper.attachment_id.invalidate_recordset()

    def _log_download(self):
        self.env['credit.decision'].sudo()._log('handover', profile=self.sudo().profile_id, payload={
            'file': self.id, 'papers': len(self._usable()), 'lines': self.sudo().line_ids.ids,
        }, res_model=self._name, res_id=self.id)
