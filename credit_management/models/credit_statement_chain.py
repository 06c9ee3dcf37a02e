from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables import statements as sql

#: States of a letter whose statements do not change any more.
FIXED = ('approved', 'sent', 'delivered', 'failed')


class CreditStatement(models.Model):
    """A statement begins where the one before it ends, in whatever order they are made and go out.

    Drafts are links of the chain too. When one comes, goes or is written again, the drafts after it
    are counted again; what is approved stays, and no statement is made before one.
    """

    _inherit = 'credit.statement'

    made_at = fields.Datetime(
        string="Counted At", readonly=True, copy=False, help="What was posted later is not in it.")

    def _fill_lines(self, asked, partner_ids):
        """Write the lines of these statements of one day, and the moment of their figures."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE credit_statement SET made_at = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s)",
            self.ids))
        self.env.cr.execute(sql.insert_lines(asked, partner_ids, self.ids))
        self.invalidate_recordset(['line_ids', 'due_amount', 'made_at'])

    @api.model
    def _taken_accounts(self, profiles_sudo, day):
        """Return ``{(profile id, currency id)}`` that get no statement of `day`: they have one, or
        one of a later day is approved."""
        return {
            (profile.id, currency.id) for profile, currency in self.sudo()._read_group([
                ('profile_id', 'in', profiles_sudo.ids), ('is_adhoc', '=', False),
                ('state', '!=', 'cancelled'), '|', ('date_to', '=', day), '&',
                ('date_to', '>', day), '|', ('state', '!=', 'draft'),
                ('letter_id.state', 'in', FIXED),
            ], ['profile_id', 'currency_id'])}

    def _following(self, drafts=True):
        """Return the statements of the same accounts after these, oldest first.

        :param drafts: those that may still change; else those that may not
        """
        self.env.flush_all()
        found = self.env.execute_query(SQL(
            """SELECT DISTINCT later.id, later.date_to FROM credit_statement own
                 JOIN credit_statement later ON later.partner_id = own.partner_id
                  AND later.currency_id = own.currency_id AND later.company_id = own.company_id
                  AND later.date_to > own.date_to
            LEFT JOIN credit_letter letter ON letter.id = later.letter_id
                WHERE own.id = ANY(%s) AND NOT own.is_adhoc AND NOT later.is_adhoc
                      AND later.state <> 'cancelled'
                      AND (later.state = 'draft' AND COALESCE(letter.state, 'draft') = 'draft') = %s
             ORDER BY later.date_to, later.id""", self.ids, drafts))
        return self.browse([statement_id for statement_id, _day in found])

    def _renew(self):
        """Count these drafts anew, the oldest first, and let their letters say so."""
        for (root_sudo, day), own in self.sudo().sorted('date_to').grouped(
            lambda one: (one.company_id, one.date_to),
        ).items():
            own._renew_of(root_sudo, day)

    def _renew_of(self, root_sudo, day):
        asked = self.env['credit.receivable']._question(root_sudo, day)
        partner_ids = self.partner_id.ids
        self.env.flush_all()
        found = {tuple(row[:2]): row[1:] for row in self.env.execute_query(
            sql.heads(asked, partner_ids, root_sudo.id, day.replace(day=1)))}
        gone = self.browse()
        for statement in self:
            figures = found.get((statement.partner_id.id, statement.currency_id.id))
            gone |= statement if not figures else gone.browse()
            statement.write(dict(zip(sql.HEADS, figures or (), strict=False)))
        self.env.cr.execute(SQL(
            "DELETE FROM credit_statement_line WHERE statement_id = ANY(%s)", self.ids))
        self._fill_lines(asked, partner_ids)
        letters = self.letter_id.filtered(lambda letter: letter.state == 'draft')
        gone.unlink()
        letters._say_again()

    def unlink(self):
        """The drafts after these begin elsewhere."""
        after = self._following().sudo() - self
        after.filtered(lambda one: one.previous_id in self).previous_id = False
        res = super().unlink()
        after._renew()
        return res

    def write(self, vals):
        res = super().write(vals)
        if vals.get('state') == 'cancelled':
            self._following().sudo()._renew()
        return res

    def _waits_for_another(self):
        """Tell whether the statement before one of these is a draft that nobody approved yet."""
        return any(
            before.state == 'draft' and before.letter_id.state not in FIXED
            for before in self.previous_id)

    def _letter_became(self, state):
        """Follow the letters of these, and let those after them be asked again."""
        if state == 'cancelled':
            self.filtered(lambda one: one.state == 'draft').write({'state': 'cancelled'})
        if self:
            self._following().letter_id.filtered(
                lambda letter: letter.refusal == 'statement_before').refusal = False
