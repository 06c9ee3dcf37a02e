import io
import re

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_amount, format_date
from odoo.tools.misc import formatLang

from ..report import pack_chart, xlsx

#: What a cell says where nothing is known.
UNKNOWN = '–'


class CreditPack(models.Model):
    """The pack as a PDF and as a spreadsheet, in the language of the context."""

    _inherit = 'credit.pack'

    def _files(self, lang):
        """Return PDF and spreadsheet in `lang` as attachments, made once and kept."""
        self.ensure_one()
        pack = self.with_context(lang=lang)
        names = [f'{pack._file_name(lang)}.{kind}' for kind in ('pdf', 'xlsx')]
        known = self.attachment_ids.filtered(lambda file: file.name in names)
        if len(known) == len(names):
            return known
        sheet = io.BytesIO()
        pack._write_xlsx(sheet)
        page, _kind = self.env['ir.actions.report'].with_context(lang=lang)._render_qweb_pdf(
            'credit_management.credit_pack_report', self.ids)
        files = self.env['ir.attachment'].create([
            {'name': name, 'raw': content, 'res_model': self._name, 'res_id': self.id,
             'mimetype': mimetype}
            for name, content, mimetype in (
                (names[0], page, 'application/pdf'),
                (names[1], sheet.getvalue(),
                 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
            )
        ])
        self.invalidate_recordset(['attachment_ids'])
        return files

    def _file_name(self, lang=None):
        company = re.sub(r'\W+', '-', self.company_id.name).strip('-')
        version = f'-v{self.version}' if self.version > 1 else ''
        return f"credit-pack-{company}-{self.date:%Y-%m}{version}" + (f'-{lang}' if lang else '')

    def _facts(self):
        """Return the lines below a sheet's title: whose, which day, when it was made."""
        self._check_made()
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._credit_zone().key), self.made_at)
        return [
            self.company_id.name,
            self.env._("As of %(day)s, in %(currency)s", day=format_date(self.env, self.date),
                       currency=self.currency_id.name),
            self.env._("Made on %(day)s", day=f'{format_date(self.env, moment.date())}'
                       f' {moment:%H:%M}'),
        ]

    # === SPREADSHEET === #

    def _write_xlsx(self, target):
        """Write the pack to `target`: the contents, then one sheet a report."""
        self.ensure_one()
        currency = xlsx.Currency(self.currency_id.name, self.currency_id.decimal_places)
        with xlsx.Book(target) as book:
            contents = book.sheet(
                self.env._("Contents"), self.display_name, self._facts(), [
                    xlsx.Column('name', self.env._("Report"), width=44),
                    xlsx.Column('state', self.env._("State"), width=44),
                ])
            for name, state in self._contents():
                contents.write([name, state])
            for section in self._sections():
                facts = [*self._facts(), *(
                    f'{figure.name}: {self._printed(figure.value, figure.kind)}'
                    for figure in section.figures), *section.notes]
                sheet = book.sheet(
                    section.title, section.title, facts, section.summed(), currency,
                    self.env._("Total"))
                for row in section.rows:
                    sheet.write([
                        fields.Date.to_date(value) if column.kind == 'date' and value else value
                        for column, value in zip(section.columns, row, strict=True)
                    ])

    # === PAGE === #

    def _printed(self, value, kind):
        """Return a value as the page prints it."""
        if value is None or value is False:
            return UNKNOWN
        if kind == 'money':
            return format_amount(self.env, value, self.currency_id)
        if kind == 'percent':
            return self.env._("%s %%", formatLang(self.env, 100 * value, digits=1))
        if kind in ('integer', 'number'):
            return formatLang(self.env, value, digits=0 if kind == 'integer' else 1)
        return format_date(self.env, value) if kind == 'date' else str(value)

    def _picture(self, section):
        """Return the chart of a section as SVG, or nothing."""
        if not section.chart:
            return ''
        digits = 0
        return Markup(pack_chart.svg(  # noqa: S704 - drawn by us, names are escaped by the library
            section.chart, lambda value: formatLang(self.env, value, digits=digits)))

    @api.model
    def _rights(self, column):
        return column.kind in xlsx.RIGHT

    def _totals(self, section):
        """Return the texts of the line of totals, or nothing."""
        columns = section.summed()
        if not section.rows or not any(column.total for column in columns):
            return []
        return [
            self._printed(sum(row[number] or 0.0 for row in section.rows), column.kind)
            if column.total else '' if number else self.env._("Total")
            for number, column in enumerate(columns)
        ]
