import hashlib
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..report.xlsx import Book, Currency


class Template(NamedTuple):
    """A kind of list that is read in: its name, the group that may, what its head explains."""

    name: str
    group: str
    explained: str


class Parsed(NamedTuple):
    """What a row says: `change` in words and `values` to write, or `message`: what is wrong with it.
    A row without either changes nothing.
    """

    number: int
    name: str
    change: str = ''
    values: dict = None
    message: str = ''


class CreditImport(models.TransientModel):
    """A filled-in spreadsheet: every row is checked and shown before one decision writes all.

    A part adds a kind of list by extending `_templates`, and for its code ``_columns_<code>``
    (`report.xlsx.Column` each), ``_required_<code>`` (keys of columns), ``_filled_<code>`` (rows to
    begin with), ``_parsed_<code>`` (rows read → `Parsed` each) and ``_take_<code>`` (writes one,
    with the reader's own rights). A list that can be taken back returns from there what
    `credit.import.taken` keeps, and has ``_untake_<code>``.
    """

    _name = 'credit.import'
    _inherit = ['credit.sheet']
    _description = "Import from XLSX"

    template = fields.Selection(
        '_selection_template', string="List", required=True,
        default=lambda self: next(iter(self._templates())))
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True,
        default=lambda self: self.env.company.root_id.id)
    explained = fields.Char(compute='_compute_explained')
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    reason = fields.Char(help="Why; kept in the log with each row.")
    state = fields.Selection([('new', "New"), ('read', "Read")], default='new', readonly=True)
    row_ids = fields.One2many('credit.import.row', 'import_id', readonly=True)
    change_count = fields.Integer(readonly=True)
    error_count = fields.Integer(readonly=True)
    same_count = fields.Integer(readonly=True)

    # === KINDS OF LISTS === #

    @api.model
    def _templates(self):
        """Return ``{code: Template}``; later parts add theirs."""
        return {}

    @api.model
    def _selection_template(self):
        return [(code, template.name) for code, template in self._templates().items()]

    @api.depends('template')
    def _compute_explained(self):
        for wizard in self:
            template = self._templates().get(wizard.template)
            wizard.explained = template.explained if template else False

    def _of(self, kind, *args):
        """Return what the list of this dialog says for `kind`: columns, required, …"""
        return getattr(self, f'_{kind}_{self.template}')(*args)

    def _check_may(self):
        template = self._templates().get(self.template)
        if not template:
            raise UserError(self.env._(
                "There is no list %(code)s. Choose one of: %(codes)s.", code=self.template,
                codes=', '.join(self._templates()),
            ))
        if not self.env.su and not self.env.user.has_group(template.group):
            raise AccessError(self.env._(
                "%(list)s are read in by credit managers. Ask one of them.", list=template.name))

    # === OUT === #

    def action_download(self):
        """Download the list to fill in."""
        self.ensure_one()
        self._check_may()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/import/{self.template}.xlsx',
        }

    def _export_xlsx(self, target):
        """Write the list to fill in to `target`."""
        self._check_may()
        template, currency = self._templates()[self.template], self.company_id.sudo().currency_id
        facts = [self.company_id.sudo().display_name, currency.name, template.explained]
        with Book(target) as book:
            sheet = book.sheet(
                template.name, template.name, facts, self._of('columns'),
                currency=Currency(currency.name, currency.decimal_places))
            for row in self._of('filled'):
                sheet.write(row)

    # === IN === #

    def action_read(self):
        """Check the file and show what each row would change; nothing is written."""
        self.ensure_one()
        parsed = self._parsed()
        self.row_ids.unlink()
        self.env['credit.import.row'].create([
            {'import_id': self.id, 'number': row.number, 'name': row.name,
             'change': row.change or False, 'message': row.message or False}
            for row in parsed if row.change or row.message
        ])
        self.write({
            'state': 'read', 'error_count': sum(bool(row.message) for row in parsed),
            'change_count': sum(row.values is not None for row in parsed),
            'same_count': sum(row.values is None and not row.message for row in parsed),
        })
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'name': self.env._("Import"), 'views': [(False, 'form')], 'target': 'new',
        }

    def action_take(self):
        """Write all rows as one decision, or none: the first that cannot be says why."""
        self.ensure_one()
        if not (self.reason or '').strip():
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        parsed = self._parsed()
        if wrong := [row for row in parsed if row.message]:
            raise UserError(self._refusal(wrong))
        changes, failed, taken = [row for row in parsed if row.values is not None], [], []
        for row in changes:
            try:
                with self.env.cr.savepoint():
                    taken += self._of('take', row.values) or []
            except (AccessError, UserError) as error:
                failed.append(row._replace(message=str(error)))
        if failed:
            raise UserError(self._refusal(failed))
        digest = hashlib.sha256(self._sheet_content(self.file)).hexdigest()
        self.env['credit.decision'].sudo()._log('import', company=self.company_id, payload={
            'list': self.template, 'rows': len(changes), 'reason': self.reason.strip(),
            'file': self.filename or None, 'digest': digest,
        })
        if taken:
            self.env['credit.import.taken']._keep(self, taken, digest, len(changes))
        return {'type': 'ir.actions.act_window_close'}

    @api.model
    def _check_untouched(self, record, now, after):
        """Raise if a record is not as a list left it: then it is not taken back.

        :param now, after: plain values of it, today and when the list was read in
        """
        if now != after:
            raise UserError(self.env._(
                "%(record)s was decided otherwise since the list was read in, so nothing is taken"
                " back. Change it there.", record=record.display_name))

    def _refusal(self, rows):
        lines = [
            self.env._("Row %(number)s, %(name)s: %(message)s", number=row.number, name=row.name,
                       message=row.message) for row in rows[:20]
        ]
        return '\n'.join([
            self.env._("%(count)s rows cannot be taken over, and nothing was written.",
                       count=len(rows)), *lines,
        ])

    def _parsed(self):
        self._check_may()
        return self._of('parsed', self._sheet_rows(
            self._sheet_content(self.file), lambda wizard: wizard._of('columns'),
            self._of('required')))


class CreditImportRow(models.TransientModel):
    """A row of a list: what it changes, or why it cannot."""

    _name = 'credit.import.row'
    _description = "Row of an Import from XLSX"
    _order = 'message DESC NULLS LAST, number, id'

    import_id = fields.Many2one('credit.import', required=True, index=True, ondelete='cascade')
    number = fields.Integer(string="Row")
    name = fields.Char()
    change = fields.Char(string="What It Changes")
    message = fields.Char(string="What Is Wrong")
