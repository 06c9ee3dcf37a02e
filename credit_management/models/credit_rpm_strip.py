from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date

#: What became of a step -> colour of its badge.
_TONES = {
    'done': 'text-bg-success', 'evidence': 'text-bg-success', 'missed': 'text-bg-warning',
    'due': 'text-bg-primary', 'waiting': 'text-bg-info', 'paused': 'text-bg-secondary',
}
_QUIET = 'text-bg-light text-muted border'


class CreditRpmItem(models.Model):
    """The steps of an item as a strip: what was, what is due, what comes."""

    _inherit = 'credit.rpm.item'

    strip = fields.Html(compute='_compute_strip', sanitize=False, string="Where It Stands")

    @api.depends_context('lang')
    def _compute_strip(self):
        labels, words = self.env['credit.rpm.plan.step']._labels(), self._outcome_words()
        for item in self:
            item.strip = item._strip(labels, words) if item.id else False

    def _outcome_words(self):
        return {
            'done': self.env._("done"), 'evidence': self.env._("closed by evidence"),
            'missed': self.env._("missed"), 'skipped': self.env._("not for this item"),
            'passed': self.env._("passed over"), 'before': self.env._("before the plan began"),
            'cancelled': self.env._("not needed any more"), 'due': self.env._("due"),
            'waiting': self.env._("to be tried again"), 'paused': self.env._("paused"),
            'coming': self.env._("to come"), 'undated': self.env._("no day yet"),
        }

    def _strip(self, labels, words):
        """Return the strip: one row for the papers, one for each maturity line."""
        item_sudo = self.sudo()
        root = item_sudo.company_id
        marks = item_sudo._marks_now(root, root._credit_today())
        rows = {}
        for mark in marks:
            rows.setdefault(mark.line, []).append(mark)
        lines = self.env['account.move.line'].sudo().browse(filter(None, rows)).exists()
        names = {line.id: ' · '.join(filter(None, (
            line.move_id.name, line.date_maturity and format_date(self.env, line.date_maturity),
        ))) for line in lines}
        return Markup().join(
            Markup('<div class="o_credit_rpm_strip mb-2"><div class="text-muted small">{}</div>{}</div>')
            .format(names.get(key) or self.env._("Papers"), Markup(' ').join(
                self._badge(mark, labels, words) for mark in own))
            for key, own in rows.items()
        )

    def _badge(self, mark, labels, words):
        day = mark.done_on or mark.day
        label = labels.get(mark.step.code, '')
        return Markup(
            '<span class="badge rounded-pill {}" title="{}">{}{}</span>'
        ).format(
            _TONES.get(mark.outcome, _QUIET),
            f'{label}: {words[mark.outcome]}' if label else words[mark.outcome],
            mark.step.code, f' {format_date(self.env, day, date_format="d MMM")}' if day else '',
        )

    def _marks_now(self, root, today):
        """Return the marks of one item as they are today; nothing is written."""
        self.ensure_one()
        self.env.flush_all()
        return self._look_only(root, self.ids, today)[0].marks
