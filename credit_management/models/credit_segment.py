from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CreditSegment(models.Model):
    """A kind of customer with a policy of its own. A customer belongs to the first that matches."""

    _name = 'credit.segment'
    _description = "Credit Segment"
    _order = 'sequence, id'
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first segment that matches wins.")
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: in all companies.",
    )
    policy_id = fields.Many2one(
        'credit.policy', required=True, index=True, ondelete='restrict', check_company=True,
        domain=[('state', '=', 'published')],
    )
    rpm_plan_id = fields.Many2one(
        'credit.rpm.plan', string="Monitoring Plan", index='btree_not_null', ondelete='restrict',
        check_company=True, help="Empty: the company's.",
    )
    category_ids = fields.Many2many(
        'res.partner.category', string="Customer Tags",
        help="Customers with one of these tags; empty: whatever the tag.",
    )
    team_ids = fields.Many2many(
        'crm.team', string="Sales Teams", check_company=True,
        help="Customers whose salesperson is in one of these teams; empty: whatever the team.",
    )

    # === CONSTRAINTS === #

    @api.constrains('policy_id', 'category_ids', 'team_ids')
    def _check_criteria(self):
        for segment in self:
            if not segment.category_ids and not segment.team_ids:
                raise ValidationError(self.env._(
                    "%(segment)s matches nobody: choose customer tags or sales teams. For everybody"
                    " else, set the company's default policy in the settings.",
                    segment=segment.name,
                ))

    # === CRUD: who is judged by what is logged === #

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._after_change('segment_made')
        return segments

    def write(self, vals):
        res = super().write(vals)
        self._after_change('segment_changed')
        return res

    def unlink(self):
        self._after_change('segment_deleted')
        return super().unlink()

    def _after_change(self, action):
        self.env.registry.clear_cache()
        self._tell_monitoring()
        for segment in self:
            self.env['credit.decision'].sudo()._log(
                'policy', company=segment.company_id or self.env.company,
                payload={'action': action, **segment._plain()},
            )

    def _tell_monitoring(self):
        """Have the steps of all customers looked at again: another plan may be theirs."""
        roots = self.company_id
        if len(self) > len(self.filtered('company_id')):
            roots = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        for root in roots:
            self.env['credit.rpm.event'].sudo()._note('company', root, root)

    def _plain(self):
        """Return the segment as plain values, for the log and for matching."""
        self.ensure_one()
        return {
            'segment': self.id,
            'name': self.name,
            'active': self.active,
            'sequence': self.sequence,
            'company': self.company_id.id,
            'policy': self.policy_id.id,
            'rpm_plan': self.rpm_plan_id.id,
            'categories': self.category_ids.ids,
            'teams': self.team_ids.ids,
        }

    # === MATCHING === #

    @api.model
    @tools.ormcache()
    def _all(self):
        """Return every active segment as plain values, in order."""
        return [segment._plain() for segment in self.sudo().search([('active', '=', True)])]

    def _match(self, rows, what='policy'):
        """Return ``{profile id: policy id}`` for plain profile rows that belong to a segment.

        :param str what: another of the segment's plain values
        """
        segments = self._all()
        if not segments:
            return {}
        traits = self._traits({row['partner_id'] for row in rows})
        found = {}
        for row in rows:
            trait = traits.get(row['partner_id'], (set(), set()))
            for segment in segments:
                if self._belongs(segment, row['company_id'], *trait):
                    found[row['id']] = segment[what]
                    break
        return found

    @staticmethod
    def _belongs(segment, company_id, categories, teams):
        return (
            segment['company'] in (False, company_id)
            and (not segment['categories'] or bool(categories & set(segment['categories'])))
            and (not segment['teams'] or bool(teams & set(segment['teams'])))
        )

    def _traits(self, partner_ids):
        """Return ``{partner id: (tag ids, team ids)}``, read on this cursor."""
        self.env['res.partner'].flush_model(['category_id', 'user_id'])
        self.env['crm.team.member'].flush_model(['crm_team_id', 'user_id', 'active'])
        self.env.cr.execute(SQL(
            "SELECT partner.id,"
            " ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel tag"
            "       WHERE tag.partner_id = partner.id),"
            " ARRAY(SELECT crm_team_id FROM crm_team_member member"
            "       WHERE member.user_id = partner.user_id AND member.active)"
            " FROM res_partner partner WHERE partner.id = ANY(%s)",
            list(partner_ids),
        ))
        return {
            partner_id: (set(tags), set(teams))
            for partner_id, tags, teams in self.env.cr.fetchall()
        }

    @api.model
    def _first_sql(self, customer, company):
        """Return SQL of the id of the first segment that a customer belongs to, or NULL.

        As `_match` finds it, for many customers at once.

        :param customer: alias of `res_partner` in the query
        :param company: SQL of the id of the root company
        """
        partner = SQL.identifier(customer)
        branches = [
            SQL("WHEN %s THEN %s", SQL(" AND ").join(
                self._belongs_sql(segment, partner, company)
            ), segment['segment'])
            for segment in self._all()
        ]
        return SQL("CASE %s END", SQL(" ").join(branches)) if branches else SQL("NULL::int")

    @staticmethod
    def _belongs_sql(segment, partner, company):
        conditions = [SQL("TRUE")]
        if segment['company']:
            conditions.append(SQL("%s = %s", company, segment['company']))
        if segment['categories']:
            conditions.append(SQL(
                "EXISTS (SELECT FROM res_partner_res_partner_category_rel tag"
                " WHERE tag.partner_id = %s.id AND tag.category_id = ANY(%s))",
                partner, segment['categories'],
            ))
        if segment['teams']:
            conditions.append(SQL(
                "EXISTS (SELECT FROM crm_team_member member WHERE member.user_id = %s.user_id"
                " AND member.active AND member.crm_team_id = ANY(%s))", partner, segment['teams'],
            ))
        return conditions
