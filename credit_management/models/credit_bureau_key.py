from datetime import datetime

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

MAX_PAGE = 1000


class CreditBureauKey(models.AbstractModel):
    """What the agent may know of customers: who they are, and nothing of their business."""

    _name = 'credit.bureau.key'
    _description = "Credit Bureau Key"

    def _page(self, company, cursor, limit):
        """Return one page of keys after `cursor`, and the cursor of the next or None."""
        if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= MAX_PAGE:
            raise UserError(self.env._("A page has 1 to %(most)s customers.", most=MAX_PAGE))
        rows = self._rows(company, self._start(cursor), limit + 1)
        page = rows[:limit]
        details = self._details(company, [row['id'] for row in page])
        last = page[-1] if len(rows) > limit else None
        return {
            'partners': [self._key(row, details) for row in page],
            'cursor': last and {
                'write_date': f"{last['changed'].isoformat()}Z", 'id': last['id'],
            },
        }

    def _start(self, cursor):
        """Return (date, id) of a cursor; the date keeps its microseconds."""
        if not cursor:
            return None
        try:
            text = cursor['write_date'].removesuffix('Z')
            return datetime.fromisoformat(text).replace(tzinfo=None), int(cursor['id'])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(self.env._(
                "A cursor is what the page before gave: write_date and id."
            )) from error

    def _rows(self, company, start, count):
        """Return the next `count` customers by the time of their last change, archived ones too."""
        self.env.flush_all()
        changed = SQL("GREATEST(p.write_date, c.bureau_key_at, c.create_date)")
        after = SQL("TRUE") if start is None else SQL("(%s, p.id) > (%s, %s)", changed, *start)
        return self.env.execute_query_dict(SQL(
            """SELECT p.id, p.name, p.city, p.zip, p.active, country.code AS country,
                      %(changed)s AS changed
                 FROM credit_profile c JOIN res_partner p ON p.id = c.partner_id
            LEFT JOIN res_country country ON country.id = p.country_id
                WHERE c.active AND c.company_id = %(company)s AND %(after)s
                ORDER BY %(changed)s, p.id LIMIT %(count)s""",
            changed=changed, company=company.id, after=after, count=count,
        ))

    def _details(self, company, partner_ids):
        """Return what else belongs to the keys of `partner_ids`, three queries for all."""
        if not partner_ids:
            return {}
        details = {
            partner_id: {'identifiers': [], 'refs': [], 'rejected': [], 'names': []}
            for partner_id in partner_ids
        }
        for partner_id, scheme, value in self.env.execute_query(SQL(
            "SELECT partner_id, scheme, value FROM credit_partner_identifier"
            " WHERE partner_id = ANY(%s) ORDER BY id", partner_ids,
        )):
            details[partner_id]['identifiers'].append({'scheme': scheme, 'value': value})
        for partner_id, code, ref, name in self.env.execute_query(SQL(
            "SELECT b.partner_id, u.code, b.provider_ref, b.subject_name"
            " FROM credit_bureau_binding b JOIN credit_bureau u ON u.id = b.bureau_id"
            " WHERE b.partner_id = ANY(%s) AND b.company_id = %s ORDER BY b.id",
            partner_ids, company.id,
        )):
            details[partner_id]['refs'].append({'provider': code, 'provider_ref': ref})
            details[partner_id]['names'].append(name)
        for partner_id, code, ref in self.env.execute_query(SQL(
            "SELECT c.partner_id, u.code, m.provider_ref FROM credit_bureau_candidate c"
            " JOIN credit_bureau_match m ON m.id = c.match_id"
            " JOIN credit_bureau u ON u.id = m.bureau_id WHERE c.state = 'rejected'"
            " AND c.partner_id = ANY(%s) AND m.company_id = %s ORDER BY c.id",
            partner_ids, company.id,
        )):
            details[partner_id]['rejected'].append({'provider': code, 'provider_ref': ref})
        return details

    def _key(self, row, details):
        own = details[row['id']]
        names = list(dict.fromkeys(name for name in own['names'] if name and name != row['name']))
        return {
            'id': row['id'], 'name': row['name'], 'names': names, 'country': row['country'],
            'identifiers': own['identifiers'], 'refs': own['refs'], 'rejected': own['rejected'],
            'city': row['city'], 'postcode': row['zip'], 'active': row['active'],
            'write_date': f"{row['changed'].replace(microsecond=0).isoformat()}Z",
        }
