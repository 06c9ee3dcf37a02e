from odoo import api, fields, models
from odoo.tools import SQL

#: Rows of the queue that are worked off and committed in one go.
BATCH = 500
#: What each kind of event happened to.
MODELS = {
    'move': 'account.move', 'picking': 'stock.picking', 'line': 'account.move.line',
    'item': 'credit.rpm.item', 'profile': 'credit.profile', 'company': 'res.company',
}


class CreditRpmEvent(models.Model):
    """That something happened to a document: appended by the event itself, worked off later.

    Whoever posts a bank statement never waits for the steps of a thousand customers.
    """

    _name = 'credit.rpm.event'
    _description = "Monitoring Event"
    _log_access = False
    _order = 'id'

    company_id = fields.Many2one('res.company', required=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        [('move', "Invoice"), ('picking', "Transfer"), ('line', "Maturity line"), ('item', "Item"),
         ('profile', "Customer"), ('company', "Company")], required=True)
    res_id = fields.Integer(required=True)

    @api.model
    def _note(self, kind, records, company):
        """Note that `records` moved, if their `company` (any branch) follows its receivables."""
        root = company.sudo().root_id
        if not records.ids or not self.env['credit.rpm.plan']._begun(root.id):
            return
        self.env.cr.execute(SQL(
            "INSERT INTO credit_rpm_event (company_id, kind, res_id) SELECT %s, %s, unnest(%s)",
            root.id, kind, records.ids,
        ))
        self.env.ref('credit_management.credit_rpm_event_cron').sudo()._trigger()

    @api.model
    def _note_by_company(self, kind, records):
        for company, own in records.sudo().grouped('company_id').items():
            if company:
                self._note(kind, own, company)

    @api.model
    def _cron_work(self):
        """Work the queue off, company by company; it may stop after any batch."""
        self.env.cr.execute("SELECT DISTINCT company_id FROM credit_rpm_event ORDER BY 1")
        roots = self.env['res.company'].sudo().browse([row[0] for row in self.env.cr.fetchall()])
        self.env['credit.failure']._in_turn('rpm_event', roots, self._work)

    def _work(self, root):
        """Take in what happened in one company; yield after each batch."""
        if not root.credit_rpm_loaded_on:
            return  # told again when all is loaded
        today = root._credit_today()
        while self._take(root, today):
            yield
        yield from self.env['credit.rpm.item'].sudo()._look_due(root, today)

    def _take(self, root, today):
        """Take a batch off the queue; return whether there was any."""
        self.env.cr.execute(SQL(
            """DELETE FROM credit_rpm_event WHERE id IN (
                   SELECT id FROM credit_rpm_event WHERE company_id = %s ORDER BY id LIMIT %s
                      FOR UPDATE SKIP LOCKED) RETURNING kind, res_id""", root.id, BATCH,
        ))
        told = sorted(set(self.env.cr.fetchall()))
        if told:
            self.env['credit.failure']._apart(
                'rpm_event', told, lambda part: self._take_in(root, part, today),
                lambda one: self.env[MODELS[one[0]]].browse(one[1]))
        return bool(told)

    def _take_in(self, root, told, today):
        """Take in ``[(kind, id)]``."""
        found = {}
        for kind, res_id in told:
            found.setdefault(kind, set()).add(res_id)
        items = self.env['credit.rpm.item'].sudo()
        moves, pickings = found.get('move', set()), found.get('picking', set())
        if found.get('item'):
            pickings |= set(items.browse(found['item']).exists().picking_id.ids)
        if moves or pickings:
            items._relink(root, moves, pickings, today)
        conditions = {
            'move': "id IN (SELECT link.item_id FROM credit_rpm_item_line link"
                    " JOIN account_move_line l ON l.id = link.move_line_id"
                    " WHERE l.move_id = ANY(%s))",
            'picking': "picking_id = ANY(%s)", 'item': "id = ANY(%s)",
            'line': "id IN (SELECT item_id FROM credit_rpm_item_line WHERE move_line_id = ANY(%s))",
            'profile': "state = 'open' AND profile_id = ANY(%s)",
            'company': "state = 'open' AND company_id = ANY(%s)",
        }
        for kind, ids in found.items():
            items._look_soon(SQL(conditions[kind], sorted(ids)), today)
