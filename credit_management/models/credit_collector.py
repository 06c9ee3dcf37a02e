from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Who stands in for somebody away may be away himself; nobody goes further than this.
MOST_HOPS = 5


class CreditCollector(models.Model):
    """How much one person contacts customers in one company, and who stands in for him.

    Who has no line makes as many touches as the company says, and is always there.
    """

    _name = 'credit.collector'
    _description = "Who Contacts Customers"
    _order = 'company_id, user_id'
    _rec_name = 'user_id'

    user_id = fields.Many2one(
        'res.users', string="Person", required=True, index=True, ondelete='cascade',
        domain=[('share', '=', False)],
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company.root_id, domain=[('parent_id', '=', False)],
    )
    has_capacity = fields.Boolean(
        string="Own Number", help="Off: as many contacts a day as the company says.")
    capacity = fields.Integer(string="Contacts a Day", default=40)
    away_from = fields.Date()
    away_to = fields.Date()
    substitute_id = fields.Many2one(
        'res.users', domain=[('share', '=', False)],
        help="Gets what comes while this person is away. Empty: it waits where a manager sees it.",
    )

    _person_unique = models.UniqueIndex(
        '(company_id, user_id)', "This person has a line in this company already.")
    _capacity_not_negative = models.Constraint(
        'CHECK (capacity >= 0)', "Nobody makes fewer than 0 contacts a day.")
    _away_dates = models.Constraint(
        'CHECK (away_from IS NULL OR away_to IS NULL OR away_from <= away_to)',
        "Somebody comes back after leaving: check the two days.")

    @api.constrains('substitute_id', 'user_id')
    def _check_substitute(self):
        if any(line.substitute_id == line.user_id for line in self):
            raise ValidationError(self.env._(
                "Nobody stands in for himself; choose another user."))

    # === WHO IS THERE === #

    @api.model
    def _desks(self, root, day):
        """Return who works how much on `day`: ``{user id: touches}`` of those with a line.

        0 for who is away.
        """
        lines = self.sudo().search([('company_id', '=', root.id)])
        default = root.sudo().credit_touch_capacity
        return {
            line.user_id.id: 0 if line._is_away(day) else (
                line.capacity if line.has_capacity else default)
            for line in lines
        }

    @api.model
    def _stand_ins(self, root, day):
        """Return ``{user id: id of who stands in for him on day}``; release authority counts too.

        Who is away without anybody to stand in is not in it: his touches wait for him.
        """
        found = {}
        for model in ('credit.authority', 'credit.collector'):
            for line in self.env[model].sudo().search([('company_id', '=', root.id)]):
                if line.substitute_id and line._is_away(day):
                    found[line.user_id.id] = line.substitute_id.id
        return {user: self._last(user, found) for user in found}

    @staticmethod
    def _last(user, found):
        for _hop in range(MOST_HOPS):
            if user not in found:
                break
            user = found[user]
        return user

    def _is_away(self, day):
        return bool(self.away_from or self.away_to) and (
            (not self.away_from or self.away_from <= day)
            and (not self.away_to or self.away_to >= day)
        )
