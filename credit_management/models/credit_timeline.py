from dataclasses import dataclass
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .credit_profile import FIGURES

#: Lines a page.
PAGE = 20


@dataclass(frozen=True)
class Source:
    """One kind of documents in the story of a customer.

    `filter`: one of `_timeline_filters`. `date`: the stored field that puts a document in its
    place; `domain`: its documents, found by an index on the partner or profile. `describe`: the
    method of `credit.timeline` that gets (documents in sudo mode, ids that the reader may open)
    and returns ``{id: {"text", "icon", …}}``; a document that the reader may not open has no name
    in its text. `secret`: only for officers and auditors.
    """

    code: str
    filter: str
    model: str
    date: str
    domain: object
    describe: str
    secret: bool = False


class CreditTimeline(models.AbstractModel):
    """One newest-first story of a customer over many sources.

    A later part adds a source by extending `_timeline_sources` and writing its `describe` method,
    as `credit_timeline_sources.py` does; a filter without any source is not shown.
    """

    _name = 'credit.timeline'
    _description = "Customer's Story"

    @api.model
    def _timeline_filters(self):
        """Return ``{code: label}`` of all filters, in the order in which they are shown."""
        return {
            'orders': self.env._("Orders"), 'goods': self.env._("Goods"),
            'money': self.env._("Money"), 'talks': self.env._("Talks"),
            'papers': self.env._("Papers"), 'bureau': self.env._("Bureau"),
            'decisions': self.env._("Decisions"),
        }

    def _timeline_sources(self, profile):
        """Return the sources of the story of `profile` (in sudo mode); extend to add one."""
        return []

    # === READING === #

    def _story(self, profile, filters=None, before=None):
        """Return a page of the story: see `credit.profile.timeline`.

        The number of queries depends on the number of sources, not on that of documents.
        """
        sources = [
            source for source in self._timeline_sources(profile.sudo()) if self._shows(source)
        ]
        offered = {source.filter for source in sources}
        chosen = [source for source in sources if not filters or source.filter in filters]
        rows = self._rows(chosen, before)
        page = rows[:PAGE]
        return {
            'lines': self._lines({source.code: source for source in chosen}, page),
            'filters': [
                {'code': code, 'name': name}
                for code, name in self._timeline_filters().items() if code in offered
            ],
            'more': _cursor(page[-1]) if len(rows) > PAGE else False,
        }

    def _shows(self, source):
        """Tell whether this reader has anything to read in `source`."""
        if source.model not in self.env:
            return False
        return self._sees_figures() or (
            not source.secret and self.env[source.model].has_access('read')
        )

    def _sees_figures(self):
        return self.env.su or self.env.user.has_groups(FIGURES)

    def _rows(self, sources, before):
        """Return one row (date, source, id) more than a page, newest first."""
        if not sources:
            return []
        self.env.flush_all()
        arms = [self._arm(source, before) for source in sources]
        return self.env.execute_query(SQL(
            "SELECT * FROM (%s) story ORDER BY at DESC, source, id DESC LIMIT %s",
            SQL(" UNION ALL ").join(SQL("(%s)", arm) for arm in arms), PAGE + 1,
        ))

    def _arm(self, source, before):
        """Return the newest documents of one source as SQL, with the reader's rules in it.

        Officers see that something happened even where they may not open it: the exposure that
        they decide on counts it all the same.
        """
        model = self.env[source.model].with_context(active_test=False)
        model = model.sudo() if self._sees_figures() else model
        query = model._search(
            Domain(source.domain) & Domain(source.date, '!=', False),
            order=f'{source.date} DESC, id DESC', limit=PAGE + 1,
        )
        at = SQL("%s::timestamp", model._field_to_sql(query.table, source.date, query))
        record_id = SQL.identifier(query.table, 'id')
        if before:
            query.add_where(_before(source, at, record_id, *before))
        return query.select(SQL("%s AS at", at), SQL("%s AS source", source.code),
                            SQL("%s AS id", record_id))

    # === SAYING === #

    def _lines(self, sources, rows):
        """Return the rows as lines, each source described at once."""
        described = {}
        for code in {row[1] for row in rows}:
            ids = [record_id for _at, source, record_id in rows if source == code]
            described[code] = self._described(sources[code], ids)
        return [
            {
                'key': f'{code},{record_id}', 'filter': sources[code].filter,
                **self._moment(sources[code], at), **described[code][record_id],
            }
            for at, code, record_id in rows if record_id in described[code]
        ]

    def _described(self, source, ids):
        """Return ``{id: line}``; only what the reader may open can be opened."""
        model = self.env[source.model]
        readable = model.browse(ids)._filtered_access('read') if model.has_access('read') else model
        lines = getattr(self, source.describe)(model.sudo().browse(ids), set(readable.ids))
        for record_id, line in lines.items():
            if record_id in readable.ids:
                line.setdefault('res_model', source.model)
                line.setdefault('res_id', record_id)
        return lines

    def _moment(self, source, at):
        date_only = self.env[source.model]._fields[source.date].type == 'date'
        return {
            'at': str(at.date()) if date_only else fields.Datetime.to_string(at),
            'date_only': date_only,
        }

    @staticmethod
    def _named(text, record, readable):
        """Return `text` with the record's name behind it, where the reader may know it."""
        return f'{text} {record.display_name}' if record.id in readable else text


class CreditProfile(models.Model):
    _inherit = 'credit.profile'

    @api.readonly
    def timeline(self, filters=None, before=None):
        """Return a page of the customer's story, newest first.

        :param list filters: codes of the kinds to show; None: all
        :param list before: the `more` of the page before
        :return: ``{"lines": [{"key", "at", "date_only", "filter", "icon", "text", "amount", "due",
            "note", "tone", "match", "res_model", "res_id"}], "filters": [{"code", "name"}], "more"}``;
            what the reader may not open has no name and no `res_id`
        """
        self.ensure_one()
        self.check_access('read')
        return self.env['credit.timeline']._story(self, filters, self._checked_cursor(before))

    def _checked_cursor(self, before):
        try:
            if not before:
                return None
            at, code, record_id = before
            return datetime.fromisoformat(at), str(code), int(record_id)
        except (TypeError, ValueError):
            raise UserError(self.env._(
                "The place to go on from is not one that the story gave: %(place)s. Load it anew.",
                place=before,
            )) from None


def _cursor(row):
    at, code, record_id = row
    return [at.isoformat(), code, record_id]


def _before(source, at, record_id, last_at, last_code, last_id):
    """Return the condition that keeps what comes after a line: older, or behind it that moment."""
    if source.code > last_code:
        return SQL("%s <= %s", at, last_at)
    if source.code < last_code:
        return SQL("%s < %s", at, last_at)
    return SQL("(%s, %s) < (%s, %s)", at, record_id, last_at, last_id)
