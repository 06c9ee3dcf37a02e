from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.papers import ENDINGS, LARGEST, refusal

#: Files of these are evidence: what they are is looked at, and nobody outside reads them.
MODELS = {
    'credit.application', 'credit.authorization', 'credit.contract', 'credit.file.entry',
    'credit.instrument', 'credit.invoice.receipt', 'credit.security', 'credit.statement',
}
DOWNLOAD_ONLY = 'application/octet-stream'


class IrAttachment(models.Model):
    """Files that are evidence: PDF, pictures and office files, never public."""

    _inherit = 'ir.attachment'

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_papers()
        return files

    def write(self, vals):
        res = super().write(vals)
        if {'raw', 'datas', 'db_datas', 'name', 'res_model', 'public', 'type', 'url'} & set(vals):
            self._check_papers()
        return res

    def _check_papers(self):
        for file_sudo in self.sudo().filtered(lambda one: one.res_model in MODELS):
            if file_sudo.public or file_sudo.type != 'binary':
                raise ValidationError(self.env._(
                    "Files that are evidence are kept here and are never public."))
            name = '' if file_sudo.res_field else file_sudo.name
            why = refusal(name, file_sudo.raw or b'')
            if why and self.env.su and not file_sudo.res_field:
                # It came by mail: nothing is lost, and no browser shows it.
                if file_sudo.mimetype != DOWNLOAD_ONLY:
                    file_sudo.mimetype = DOWNLOAD_ONLY
            elif why:
                raise ValidationError(self._paper_words(file_sudo.name, why))

    @api.model
    def _check_paper(self, name, content):
        """Raise what speaks against keeping a file that somebody outside brings."""
        if why := refusal(name, content):
            raise ValidationError(self._paper_words(name, why))

    def _paper_words(self, name, why):
        return {
            'empty': self.env._("%(file)s is empty. Choose another file.", file=name),
            'size': self.env._(
                "%(file)s is larger than %(size)s MB. Scan it with less resolution.", file=name,
                size=LARGEST // 2**20),
            'type': self.env._(
                "%(file)s is of a kind that is not kept. Bring one of: %(kinds)s.", file=name,
                kinds=', '.join(sorted(ENDINGS))),
            'name': self.env._(
                "%(file)s is not what its ending says. Save it anew and bring that.", file=name),
            'active': self.env._(
                "%(file)s contains a program. Print it to a new PDF and bring that.", file=name),
        }[why]
