from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .credit_authority import OFFICER


class CreditCommittee(models.Model):
    """People who decide together on limits from a level of authority on: n of m."""

    _name = 'credit.committee'
    _description = "Credit Committee"
    _order = 'company_id, level, id'

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, domain=[('parent_id', '=', False)],
        default=lambda self: self.env.company.root_id)
    active = fields.Boolean(default=True)
    level = fields.Integer(
        string="From Level", required=True, default=4,
        help="Requests that take this level or more go to the committee. 9: what only a credit"
        " manager without a bound could give.")
    needed = fields.Integer(
        string="Votes Needed", required=True, default=2, help="So many of the members agree.")
    days = fields.Integer(
        string="Days to Vote", required=True, default=3,
        help="After that the chair may close the vote with what there is.")
    chair_id = fields.Many2one('res.users', required=True, domain=[('share', '=', False)])
    member_ids = fields.One2many('credit.committee.member', 'committee_id', string="Members")

    _one_level = models.UniqueIndex(
        '(company_id, level) WHERE active', "There is a committee for this level already.")
    _sane = models.Constraint(
        'CHECK (level BETWEEN 1 AND 9 AND needed > 0 AND days > 0)',
        "Levels run from 1 to 9; votes and days are at least 1.")

    @api.constrains('needed', 'member_ids', 'chair_id', 'active')
    def _check_members(self):
        for committee in self.filtered('active'):
            users = committee.member_ids.user_id
            if committee.needed > len(users):
                raise ValidationError(self.env._(
                    "%(count)s members cannot give %(needed)s votes. Add members first.",
                    count=len(users), needed=committee.needed))
            if committee.chair_id not in users:
                raise ValidationError(self.env._("The chair is one of the members."))

    @api.model_create_multi
    def create(self, vals_list):
        committees = super().create(vals_list)
        for committee in committees:
            committee._log_change('committee added')
        return committees

    def write(self, vals):
        res = super().write(vals)
        for committee in self:
            committee._log_change('committee changed')
        return res

    def _log_change(self, what):
        self.env['credit.decision'].sudo()._log('setting', company=self.company_id, payload={
            'what': what, 'committee': self.name, 'level': self.level, 'needed': self.needed,
            'chair': self.chair_id.id, 'members': self.member_ids.user_id.ids,
            'active': self.active})

    @api.model
    def _for(self, company, level):
        """Return the committee that decides on what takes `level`, or nobody."""
        return self.sudo().search(
            [('company_id', '=', company.root_id.id), ('level', '<=', level)],
            order='level DESC', limit=1)

    def _vote_by(self):
        return fields.Datetime.now() + timedelta(days=self.days)


class CreditCommitteeMember(models.Model):
    """A member of a committee, and who votes while he is away."""

    _name = 'credit.committee.member'
    _description = "Member of a Credit Committee"
    _order = 'id'
    _rec_name = 'user_id'

    committee_id = fields.Many2one(
        'credit.committee', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='committee_id.company_id', store=True, index=True)
    user_id = fields.Many2one(
        'res.users', string="Member", required=True, ondelete='cascade',
        domain=[('share', '=', False)])
    substitute_id = fields.Many2one('res.users', domain=[('share', '=', False)])
    away_from = fields.Date()
    away_to = fields.Date()

    _once = models.UniqueIndex('(committee_id, user_id)', "He is a member already.")
    _dates = models.Constraint(
        'CHECK (substitute_id IS NULL OR away_from IS NOT NULL AND away_to IS NOT NULL'
        ' AND away_from <= away_to)',
        "A substitute votes between two days: the first and the last of the absence.")

    @api.constrains('user_id', 'substitute_id')
    def _check_people(self):
        for member in self:
            if member.substitute_id == member.user_id:
                raise ValidationError(self.env._("Nobody stands in for himself."))
            for user in member.user_id | member.substitute_id:
                if not user.has_group(OFFICER):
                    raise ValidationError(self.env._(
                        "%(user)s has no role in credit: he could not read what he votes on. Give"
                        " him the role of credit officer first.", user=user.name))

    def _person(self, today):
        """Return who votes on this seat today."""
        away = self.substitute_id and self.away_from <= today <= self.away_to
        return self.substitute_id if away else self.user_id
