import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from psycopg2 import OperationalError

from ..tools.case_file import CODES

_logger = logging.getLogger(__name__)


class CreditHandoverPaper(models.Model):
    """One paper of a hand-over file: where it comes from, and the file it became."""

    _name = 'credit.handover.paper'
    _description = "Paper of a Hand-over File"
    _order = 'handover_id, section_place, date NULLS LAST, title, id'
    _rec_name = 'title'

    handover_id = fields.Many2one(
        'credit.handover', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='handover_id.company_id', store=True, index=True)
    section = fields.Selection(
        selection=[
            ('contract', "Contract"), ('order', "Orders"), ('proof_of_delivery', "Proofs of delivery"),
            ('invoice', "Invoices"), ('statement', "Statements"), ('letter', "Letters"),
            ('promise', "Promises"), ('security', "Securities"), ('other', "Others"),
        ],
        required=True,
    )
    section_place = fields.Integer(compute='_compute_section_place', store=True)
    date = fields.Date(readonly=True)
    is_in = fields.Boolean(
        string="In the File", default=True, help="Whether it goes into the archive and its index.")
    title = fields.Char(required=True, readonly=True)
    ending = fields.Char(required=True, readonly=True)
    source = fields.Selection(
        [('attachment', "File"), ('report', "Printed"), ('image', "Picture")], required=True,
        readonly=True,
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', readonly=True)
    what = fields.Char(
        readonly=True, help="Which report is printed, or which field holds the picture.")
    attachment_id = fields.Many2one('ir.attachment', readonly=True, ondelete='set null')
    state = fields.Selection(
        [('waiting', "To Make"), ('ready', "There"), ('failed', "Cannot Be Made")],
        default='waiting', required=True, readonly=True,
    )
    fault = fields.Char(readonly=True)

    @api.depends('section')
    def _compute_section_place(self):
        for paper in self:
            paper.section_place = CODES.index(paper.section) if paper.section else 0

    def write(self, vals):
        if not self.env.su and set(vals) - {'section', 'is_in'}:
            raise UserError(self.env._(
                "Papers of a file are found by itself. Change the section, or leave them out."))
        return super().write(vals)

    def _make_file(self):
        """Make the file of this paper; what fails is noted, and the others go on."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                content = getattr(self, f'_content_of_{self.source}')()
        except OperationalError:
            raise  # somebody else wrote meanwhile: the next run makes it
        except Exception as error:  # noqa: BLE001 - one paper that cannot be printed stops no file
            _logger.warning("paper %(paper)s cannot be made", {'paper': self.id}, exc_info=True)
            self.write({'state': 'failed', 'fault': str(error)[:200]})
            return
        if not content:
            self.write({'state': 'failed', 'fault': self.env._("The file is empty or gone.")})
            return
        attachment = self.env['ir.attachment'].create({
            'name': f'{self.title}.{self.ending}', 'raw': content, 'res_model': self._name,
            'res_id': self.id,
        })
        self.write({'state': 'ready', 'attachment_id': attachment.id})

    def _record(self):
        return self.env[self.res_model].browse(self.res_id).exists()

    def _content_of_attachment(self):
        return self.env['ir.attachment'].browse(int(self.what)).exists().raw

    def _content_of_image(self):
        record = self._record()
        return self.env['ir.attachment'].search([
            ('res_model', '=', self.res_model), ('res_id', '=', record.id),
            ('res_field', '=', self.what),
        ], limit=1).raw

    def _content_of_report(self):
        record = self._record()
        lang = record.partner_id.lang or self.env.lang
        content, _kind = self.env['ir.actions.report'].with_context(
            lang=lang, allowed_company_ids=record.company_id.ids or self.company_id.ids,
        )._render_qweb_pdf(self.what, record.ids)
        return content
