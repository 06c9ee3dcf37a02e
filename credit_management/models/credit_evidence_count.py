from odoo import api, models
from odoo.tools import SQL

from ..tools import evidence_scores as pure

#: Column -> its type, as the server writes them.
COLUMNS = {
    'profile_id': 'int', 'company_id': 'int', 'move_line_id': 'int', 'move_id': 'int',
    'date_due': 'date', 'amount': 'numeric', **{f'{item}_level': 'varchar' for item in pure.ITEMS},
    'points': 'int', 'possible': 'int', 'percent': 'numeric', 'grade': 'varchar',
    'lacks': 'varchar', 'role': 'varchar',
}


class CreditLimitation(models.Model):
    """Whoever looks at claims looks at their evidence as well: at night, and after an event."""

    _inherit = 'credit.limitation'

    @api.model
    def _count(self, profiles, today):
        super()._count(profiles, today)
        scores = self.env['credit.evidence.score']
        if profiles:
            self.env['credit.failure']._apart(
                'evidence', profiles.ids,
                lambda ids: scores._count(profiles.browse(ids), today), profiles.browse)


class CreditFailure(models.Model):
    _inherit = 'credit.failure'

    @api.model
    def _selection_work(self):
        return [*super()._selection_work(), ('evidence', self.env._("Evidence of claims"))]


class CreditEvidenceScore(models.Model):
    """Weighing: a set of customers of one company at a time."""

    _inherit = 'credit.evidence.score'

    @api.model
    def _count(self, profiles, today):
        """Bring the rows of these customers (of one company) up to date; the queries are few."""
        lines = self.env['credit.limitation']._claims_of(profiles)
        partners = {profile.id: profile.partner_id.id for profile in profiles}
        for line in lines:
            line['partner_id'] = partners[line['profile_id']]
        found = self._found(profiles.company_id, lines, today) if lines else {}
        self._keep(profiles, [self._row(line, found[line['id']].levels) for line in lines])

    def _found_now(self):
        """Return what is on file for this claim, with the papers."""
        self.ensure_one()
        claim_sudo = self.sudo()
        root = claim_sudo.company_id
        return claim_sudo._found(root, [{
            'id': claim_sudo.move_line_id.id, 'move_id': claim_sudo.move_id.id,
            'partner_id': claim_sudo.partner_id.id,
        }], root._credit_today())[claim_sudo.move_line_id.id]

    @api.model
    def _row(self, line, levels):
        """Return the values of one claim's row, in the order of `COLUMNS`."""
        got = pure.score(levels)
        return (
            line['profile_id'], line['company_id'], line['id'], line['move_id'], line['due'],
            line['amount'], *(levels[item] for item in pure.ITEMS), got.points, got.possible,
            round(float(got.percent or 0), 1), got.grade, got.lacks, pure.ROLES.get(got.lacks),
        )

    @api.model
    def _keep(self, profiles, rows):
        """Write what differs, and take out what is paid."""
        names = [SQL.identifier(name) for name in COLUMNS]
        own, new = (
            SQL(", ").join(SQL("%s.%s", SQL.identifier(table), name) for name in names)
            for table in (self._table, 'excluded'))
        self.env.cr.execute(SQL(
            "DELETE FROM credit_evidence_score WHERE profile_id = ANY(%s)"
            " AND NOT move_line_id = ANY(%s)", profiles.ids, [row[2] for row in rows]))
        if rows:
            self.env.cr.execute(SQL(
                """INSERT INTO credit_evidence_score (%(names)s) SELECT * FROM unnest(%(values)s)
                       ON CONFLICT (move_line_id) DO UPDATE SET (%(names)s) = ROW(%(new)s)
                    WHERE (%(own)s) IS DISTINCT FROM (%(new)s)""",
                names=SQL(", ").join(names), own=own, new=new,
                values=SQL(", ").join(
                    SQL("%s::%s[]", list(column), SQL(kind)) for column, kind in zip(
                        zip(*rows, strict=True), COLUMNS.values(), strict=True)),
            ))
        self.invalidate_model()
        self.env['credit.evidence.item'].invalidate_model()
