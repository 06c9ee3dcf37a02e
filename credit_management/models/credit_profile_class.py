from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables import trade
from ..receivables.as_of import open_lines
from ..tools.customer_files import STAGES, abc, paying, policy, stage
from .credit_profile import FIGURES

#: What a class is, and its type in the database.
CLASSES = {
    'class_stage': 'varchar', 'class_role': 'varchar', 'class_value': 'varchar',
    'class_payment': 'varchar', 'class_security': 'varchar', 'class_policy': 'varchar',
    'class_days': 'float8', 'sales_share': 'float8', 'receivable_share': 'float8',
}


class CreditProfile(models.Model):
    """Which kind of customer he is: by stage, role, value, paying, security and policy.

    Kept, because lists filter and group by it; written every night, and the cheap ones at once.
    """

    _inherit = 'credit.profile'

    class_stage = fields.Selection(
        '_selection_class_stage', string="Stage", readonly=True, copy=False, index=True,
        groups=FIGURES)
    class_role = fields.Selection(
        lambda self: self.env['credit.file']._selection_role(), string="Role", readonly=True,
        copy=False, groups=FIGURES)
    class_value = fields.Selection(
        [('A', "A"), ('B', "B"), ('C', "C")], string="Value Class", readonly=True, copy=False,
        groups=FIGURES, help="A customers bring 80 % of a year's value together, B the next 15 %.")
    class_payment = fields.Selection(
        [('prompt', "Prompt"), ('slow', "Slow"), ('late', "Late"), ('bad', "Bad")],
        string="Pays", readonly=True, copy=False, groups=FIGURES,
        help="Days beyond terms in a year: up to 0, to 15, to 45, above.")
    class_days = fields.Float(
        string="Days Beyond Terms", readonly=True, copy=False, groups=FIGURES, digits=(8, 1),
        aggregator='avg')
    class_security = fields.Selection(
        [('secured', "Guaranteed"), ('insured', "Insured"), ('open', "Unsecured")], string="Security",
        readonly=True, copy=False, groups=FIGURES)
    class_policy = fields.Selection(
        [('credit', "Credit"), ('limited', "Limited credit"), ('cash', "Cash only"),
         ('blacklist', "Blocked")], string="Sold To By", readonly=True, copy=False, groups=FIGURES)
    sales_share = fields.Float(
        string="Of Our Sales (%)", readonly=True, copy=False, groups=FIGURES, digits=(5, 1),
        aggregator='sum')
    receivable_share = fields.Float(
        string="Of Our Receivables (%)", readonly=True, copy=False, groups=FIGURES, digits=(5, 1),
        aggregator='sum')

    @api.model
    def _selection_class_stage(self):
        words = {
            'prospect': self.env._("Prospect"), 'new': self.env._("New customer"),
            'existing': self.env._("Existing customer"), 'key': self.env._("Key customer"),
            'dormant': self.env._("Dormant"), 'former': self.env._("Former"),
        }
        return [(code, words[code]) for code in STAGES]

    def write(self, vals):
        res = super().write(vals)
        if {'limit_mode', 'standing', 'grade'} & set(vals):
            for root, profiles in self.sudo().grouped('company_id').items():
                profiles._write_classes({
                    profile.id: {'class_policy': policy(
                        profile.limit_mode, profile.standing, profile.grade)}
                    for profile in profiles})
                self.env['credit.file'].sudo().search(
                    [('profile_id', 'in', profiles.ids), ('company_id', '=', root.id)])._settle()
        return res

    # === WORKED OUT === #

    @api.model
    def _classify(self, root, profiles=None):
        """Write the classes of `profiles`; of all of the company if there are none.

        What needs the whole ledger (value, paying, shares) is worked out for all alone.
        """
        today = root._credit_today()
        chosen = profiles if profiles is not None else self.search([('company_id', '=', root.id)])
        if not chosen:
            return
        figures = {} if profiles is not None else self._ledger_classes(root, chosen, today)
        partners = None if profiles is None else chosen.partner_id.ids
        traded, roles = self._traded(root, partners), chosen._roles()
        security, half = chosen._security(today), root.credit_cap_sales / 2
        found = {}
        for profile in chosen:
            values = figures.get(profile.id, {})
            share = values.get('sales_share', profile.sales_share)
            is_key, role = roles.get(profile.id, (False, None))
            found[profile.id] = {
                **values,
                'class_stage': stage(
                    *traded.get(profile.partner_id.id, (None, None)), today,
                    root.credit_new_months, is_key or share >= half),
                'class_role': role, 'class_security': security.get(profile.id, 'open'),
                'class_policy': policy(profile.limit_mode, profile.standing, profile.grade),
            }
        self._write_classes(found)

    @api.model
    def _ledger_classes(self, root, profiles, today):
        """Return value, paying and shares of all customers, a query each."""
        receivable = self.env['credit.receivable']
        asked, year = receivable._question(root, today), today - relativedelta(months=12)
        sales = {key: float(amount) for key, amount, _days in receivable._rows_of_all(
            trade.purchases(asked, year))}
        late = {key: float(days) for key, days in receivable._rows_of_all(
            trade.lateness(asked, year))}
        owed = {key: float(amount) for key, amount in receivable._rows_of_all(SQL(
            """SELECT partner.commercial_partner_id, SUM(l.open_amount)
                 FROM (%s) l JOIN res_partner partner ON partner.id = l.partner_id GROUP BY 1""",
            open_lines(asked)))}
        of = {profile.id: profile.partner_id.id for profile in profiles}
        worth = self._worth(root, year, sales)
        ranks = abc({key: worth.get(partner, 0.0) for key, partner in of.items()})
        return {key: {
            'class_value': ranks[key] if partner in sales else None,
            'class_days': late.get(partner, 0.0), 'class_payment': paying(late.get(partner)),
            'sales_share': _percent(sales.get(partner), sales),
            'receivable_share': _percent(owed.get(partner), owed),
        } for key, partner in of.items()}

    @api.model
    def _worth(self, root, since, sales):
        """Return ``{customer: gross profit}`` of a year where Odoo knows margins, else its sales."""
        if 'margin' not in self.env['sale.order']._fields:
            return sales
        self.env['sale.order'].flush_model()
        self.env.cr.execute(SQL(
            """SELECT partner.commercial_partner_id,
                      SUM(so.margin / COALESCE(NULLIF(so.currency_rate, 0), 1))
                 FROM sale_order so JOIN res_partner partner ON partner.id = so.partner_invoice_id
                WHERE so.state = 'sale' AND so.company_id = ANY(%s) AND so.date_order >= %s
                GROUP BY 1""", self.env['credit.file']._companies(root), since))
        return {key: float(margin or 0.0) for key, margin in self.env.cr.fetchall()}

    @api.model
    def _traded(self, root, partner_ids=None):
        """Return ``{customer: (day of the first invoice, day of the last)}``."""
        self.env['account.move'].flush_model()
        self.env.cr.execute(SQL(
            """SELECT bill.commercial_partner_id, MIN(COALESCE(bill.invoice_date, bill.date)),
                      MAX(COALESCE(bill.invoice_date, bill.date))
                 FROM account_move bill
                WHERE bill.state = 'posted' AND bill.move_type IN ('out_invoice', 'out_receipt')
                  AND bill.company_id = ANY(%s) AND %s GROUP BY 1""",
            self.env['credit.file']._companies(root),
            SQL("bill.commercial_partner_id = ANY(%s)", partner_ids)
            if partner_ids is not None else SQL("bill.commercial_partner_id IS NOT NULL")))
        return {key: days for key, *days in self.env.cr.fetchall()}

    def _roles(self):
        """Return ``{profile id: (is a key customer by hand, role)}``."""
        self.env['credit.file'].flush_model()
        self.env.cr.execute(SQL(
            """SELECT p.id, COALESCE(f.is_key, FALSE),
                      COALESCE(f.own_role, CASE WHEN EXISTS (
                          SELECT FROM credit_group g
                           WHERE g.head_id = p.partner_id AND g.state = 'active')
                          THEN 'parent' END)
                 FROM credit_profile p LEFT JOIN credit_file f ON f.profile_id = p.id
                WHERE p.id = ANY(%s)""", self.ids))
        return {key: tuple(values) for key, *values in self.env.cr.fetchall()}

    def _security(self, today):
        """Return ``{profile id: 'secured' or 'insured'}`` of those who are either."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT p.id, EXISTS (
                          SELECT FROM credit_guarantee_clock g
                           WHERE g.profile_id = p.id AND g.active
                             AND (g.kept_on IS NOT NULL OR g.act_on IS NULL OR g.act_on >= %(today)s)
                      ) OR EXISTS (%(counts)s AND s.kind NOT IN ('insurance', 'deposit', 'prepayment')),
                      EXISTS (%(counts)s AND s.kind = 'insurance') OR EXISTS (
                          SELECT FROM credit_bureau_cover c
                           WHERE c.partner_id = p.partner_id AND c.is_current
                             AND c.decision IN ('approved', 'partly', 'conditional', 'reduced')
                             AND c.granted > 0 AND COALESCE(c.valid_to, %(today)s) >= %(today)s)
                 FROM credit_profile p WHERE p.id = ANY(%(ids)s)""",
            today=today, ids=self.ids, counts=SQL(
                """SELECT FROM credit_security s WHERE s.profile_id = p.id AND s.state = 'active'
                       AND s.eligible > 0 AND s.valid_from <= %(today)s
                       AND COALESCE(s.valid_to, %(today)s) >= %(today)s""", today=today)))
        return {key: 'secured' if is_secured else 'insured'
                for key, is_secured, is_insured in self.env.cr.fetchall() if is_secured or is_insured}

    @api.model
    def _write_classes(self, found):
        """Write what changed of ``{profile id: {class: value}}``, all of them by one statement."""
        names = [name for name in CLASSES if any(name in values for values in found.values())]
        if not names:
            return
        self.flush_model()
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        theirs = SQL(", ").join(SQL("found.%s", SQL.identifier(name)) for name in names)
        self.env.cr.execute(SQL(
            """UPDATE credit_profile p SET (%(columns)s) = ROW(%(theirs)s)
                 FROM unnest(%(ids)s::int[], %(values)s) found(id, %(columns)s)
                WHERE p.id = found.id AND (%(ours)s) IS DISTINCT FROM (%(theirs)s)""",
            columns=columns, theirs=theirs, ids=list(found),
            ours=SQL(", ").join(SQL("p.%s", SQL.identifier(name)) for name in names),
            values=SQL(", ").join(
                SQL("%s::%s[]", [values.get(name) for values in found.values()],
                    SQL.identifier(CLASSES[name])) for name in names)))
        self.invalidate_model(names, flush=False)


def _percent(part, amounts):
    """Return `part` in per cent of all that is above zero; 0 of nothing."""
    total = sum(amount for amount in amounts.values() if amount > 0)
    return round(100.0 * max(part or 0.0, 0.0) / total, 4) if total else 0.0
