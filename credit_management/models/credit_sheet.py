import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..report.xlsx_read import NoTable, Uncounted, amount, read_table

#: A list of a hundred thousand customers is smaller.
MOST_BYTES = 30_000_000


class CreditSheet(models.AbstractModel):
    """Lists that people fill in as a spreadsheet: what is wrong with file or figure, in words."""

    _name = 'credit.sheet'
    _description = "List Filled in as a Spreadsheet"

    @api.model
    def _sheet_content(self, file):
        """Return the bytes of an uploaded file.

        :param file: what a Binary field holds, or False
        :raise UserError: when there is none, or it is larger than any list
        """
        content = base64.b64decode(file or b'')
        if not content:
            raise UserError(self.env._("Choose the XLSX file first."))
        if len(content) > MOST_BYTES:
            raise UserError(self._sheet_refusal('size'))
        return content

    @api.model
    def _sheet_rows(self, content, columns, required):
        """Return the rows of a list; its headings may be in the reader's language or in English.

        :param columns: function of a language's environment that returns ``report.xlsx.Column`` each
        :param required: keys of columns without which a sheet is no such list
        :return: ``report.xlsx_read.Row`` each
        :raise UserError: when the file holds no such list
        """
        english = {column.key: column.title for column in columns(self.with_context(lang='en_US'))}
        titles = {column.key: (column.title, english[column.key]) for column in columns(self)}
        try:
            return read_table(content, titles, required)
        except NoTable as error:
            raise UserError(self._sheet_refusal(error.code, error.missing)) from error

    def _sheet_refusal(self, code, missing=()):
        return {
            'format': self.env._(
                "This is no XLSX file. Save the list as XLSX, and choose that file."),
            'size': self.env._(
                "The file is larger than such a list can be. Leave only the list in it."),
            'headings': self.env._(
                "No sheet of the file has the column %(columns)s. Download the list, and fill in"
                " that one.", columns=', '.join(missing)),
        }[code]

    @api.model
    def _sheet_amount(self, heading, value):
        """Return (amount of a cell or None, None), or (None, what is wrong with it)."""
        found, fault = amount(value)
        return found, fault and {
            'text': self.env._(
                "%(heading)s is the text %(text)s. Write a number, like 12000.", heading=heading,
                text=shown(value)),
            'formula': self.env._(
                "%(heading)s is the formula %(text)s without a result. Open the file in your"
                " spreadsheet program, save it, and choose it again.", heading=heading,
                text=shown(value)),
            'negative': self.env._(
                "%(heading)s is %(text)s. An amount is at least 0.", heading=heading,
                text=shown(value)),
            'large': self.env._(
                "%(heading)s is %(text)s, more than anybody can owe. Count the digits.",
                heading=heading, text=shown(value)),
        }[fault]


def shown(value):
    """Return what a cell holds, as an error names it."""
    return f'“{value.formula if isinstance(value, Uncounted) else value}”'[:80]
