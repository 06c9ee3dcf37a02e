from odoo.tools import SQL

from ..const import CLAIM_MINUTES
from ..exposure import prepared
from ..tools.authorizations import Letter, name_key
from ..tools.contracts import Contract
from .base import Provider
from .terms import final_due_date


class PapersProvider(Provider):
    """Contracts and letters of authority of who pays and of who orders, as plain values.

    What was used up of them is read without the documents that are asked about. Amounts are in
    company currency.
    """

    provides = frozenset({
        'contracts', 'letters', 'representatives', 'principals', 'term_dues',
    })

    def load(self, env, cr, rows, as_of, context):
        without = {
            order_id for name in ('exclude_order_ids', 'own_order_ids')
            for order_id in context.get(name) or () if order_id
        }
        buyers = context.get('order_partner_ids') or {}
        found = {}
        for row in rows:
            own = [row['partner_id']]
            buyer = commercial(cr, buyers.get(row['id'])) if buyers.get(row['id']) else None
            own += [buyer] if buyer and buyer not in own else []
            agreed = contracts(env, cr, row['company_id'], own, as_of, without)
            found[row['id']] = {
                'principals': own,
                'contracts': agreed,
                'term_dues': term_dues(env, as_of) if any(
                    one.term_due for each in agreed.values() for one in each) else {},
                'letters': letters(env, cr, row['company_id'], own, as_of, without),
                'representatives': representatives(cr, row['company_id'], own),
            }
        return found


def commercial(cr, partner_id):
    cr.execute(SQL("SELECT commercial_partner_id FROM res_partner WHERE id = %s", partner_id))
    return (cr.fetchone() or [None])[0]


def representatives(cr, company_id, partner_ids):
    """Return ``{customer: what those are known by who need no letter}``: ids and keys of names.

    A customer who is a person acts for himself.
    """
    prepared.execute(cr, SQL(
        """SELECT p.partner_id, person.id, person.name FROM credit_profile_representative_rel r
             JOIN credit_profile p ON p.id = r.profile_id
             JOIN res_partner person ON person.id = r.partner_id
            WHERE p.company_id = %s AND p.partner_id = ANY(%s)
        UNION ALL
           SELECT id, id, name FROM res_partner WHERE id = ANY(%s) AND NOT is_company""",
        company_id, list(partner_ids), list(partner_ids)))
    found = {}
    for partner_id, person_id, name in cr.fetchall():
        found.setdefault(partner_id, set()).update({person_id, name_key(name)} - {''})
    return found


def contracts(env, cr, company_id, partner_ids, day, without=()):
    """Return ``{customer: [tools.contracts.Contract]}``; what is left of each is its amount."""
    prepared.execute(cr, SQL(
        """SELECT k.id, k.partner_id, k.date_from, k.date_to, k.terminated_on, k.amount,
                  k.currency_id, k.payment_term_id,
                  ARRAY(SELECT below.id FROM credit_contract_product_category_rel rel
                          JOIN product_category above ON above.id = rel.product_category_id
                          JOIN product_category below
                            ON below.parent_path LIKE above.parent_path || '%%'
                         WHERE rel.credit_contract_id = k.id) AS scope
             FROM credit_contract k
            WHERE k.company_id = %s AND k.partner_id = ANY(%s)
              AND k.state IN ('in_force', 'terminated')""", company_id, list(partner_ids)))
    rows = cr.dictfetchall()
    used = contract_use(env, cr, [row['id'] for row in rows if row['amount']], day, without)
    found = {}
    for row in rows:
        found.setdefault(row['partner_id'], []).append(_contract(env, row, company_id, day, used))
    return found


def _contract(env, row, company_id, day, used):
    term = row['payment_term_id'] and env['account.payment.term'].sudo().browse(
        row['payment_term_id'])
    left = row['amount'] and float(row['amount']) - used.get(row['id'], 0.0)
    return Contract(
        row['id'], row['date_from'], row['date_to'], terminated_on=row['terminated_on'],
        amount=_in_company(env, left, row['currency_id'], company_id, day)
        if row['amount'] else None, rounding=_rounding(env, company_id),
        scope=frozenset(row['scope']), term_due=final_due_date(term, day) if term else None)


def term_dues(env, day):
    """Return ``{payment term: last due date of an invoice of `day`}`` of all there are."""
    return {
        term.id: final_due_date(term, day)
        for term in env['account.payment.term'].sudo().with_context(active_test=False).search([])
    }


def contract_use(env, cr, contract_ids, day, without=()):
    """Return ``{contract: what was ordered and invoiced under it}`` in the contract's currency.

    Orders count from their confirmation on, while they are confirmed by what they claim; invoices
    only where no order stands behind them. One statement, as with `letter_use`.
    """
    if not contract_ids:
        return {}
    taken = SQL("credit_contract_id"), SQL("contract_id")
    prepared.execute(cr, SQL(
        """SELECT k.id, k.currency_id, k.company_id, part.currency_id = k.currency_id AS is_own,
                  SUM(CASE WHEN part.currency_id = k.currency_id THEN part.amount
                           ELSE part.company_amount END)
             FROM credit_contract k
             JOIN (SELECT so.credit_contract_id AS contract_id, so.currency_id,
                          so.amount_total AS amount,
                          so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric
                            AS company_amount
                     FROM sale_order so
                    WHERE so.credit_contract_id = ANY(%(ids)s) AND so.state = 'sale'
                      AND so.id <> ALL(%(without)s)
                UNION ALL
                   SELECT m.credit_contract_id, m.currency_id,
                          CASE m.move_type WHEN 'out_refund' THEN -m.amount_total
                                           ELSE m.amount_total END, m.amount_total_signed
                     FROM account_move m
                    WHERE m.credit_contract_id = ANY(%(ids)s) AND m.state = 'posted'
                      AND NOT EXISTS (
                          SELECT FROM account_move_line line
                            JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
                           WHERE line.move_id = m.id)
                UNION ALL
                   SELECT claim.contract_id, NULL, NULL, %(claimed)s
                    WHERE claim.contract_id = ANY(%(ids)s) AND %(live)s
                  ) part ON part.contract_id = k.id
            GROUP BY 1, 2, 3, 4""", claimed=_claimed(*taken), live=_live(*taken, without),
        ids=list(contract_ids), without=sorted(without)))
    found = dict.fromkeys(contract_ids, 0.0)
    for contract_id, currency_id, company_id, is_own, amount in cr.fetchall():
        found[contract_id] += float(amount) if is_own else _from_company(
            env, float(amount), currency_id, company_id, day)
    return found


def letters(env, cr, company_id, partner_ids, day, without=(), proof_ids=()):
    """Return ``{principal: [tools.authorizations.Letter]}`` of what was verified, revoked too."""
    prepared.execute(cr, SQL(
        """SELECT a.id, a.partner_id, a.agent_id, u.partner_id AS user_partner_id, a.agent_key,
                  a.date_from, a.date_to, a.revoked_on, a.max_single, a.max_cumulative, a.period,
                  a.currency_id, a.has_original,
                  ARRAY(SELECT s.code FROM credit_authorization_credit_authorization_scope_rel rel
                          JOIN credit_authorization_scope s
                            ON s.id = rel.credit_authorization_scope_id
                         WHERE rel.credit_authorization_id = a.id) AS scopes,
                  ARRAY(SELECT rel.res_partner_id FROM credit_authorization_address_rel rel
                         WHERE rel.credit_authorization_id = a.id) AS addresses
             FROM credit_authorization a
        LEFT JOIN res_users u ON u.id = a.agent_user_id
            WHERE a.company_id = %s AND a.partner_id = ANY(%s)
              AND a.state IN ('verified', 'revoked')""", company_id, list(partner_ids)))
    rows = cr.dictfetchall()
    capped = [row['id'] for row in rows if row['max_cumulative']]
    uses = letter_use(env, cr, capped, without, proof_ids)
    found = {}
    for row in rows:
        found.setdefault(row['partner_id'], []).append(_letter(env, row, company_id, day, uses))
    return found


def _letter(env, row, company_id, day, uses):
    caps = {
        name: _in_company(env, float(row[name]), row['currency_id'], company_id, day)
        if row[name] else None for name in ('max_single', 'max_cumulative')
    }
    agent = {row['agent_id'], row['user_partner_id'], row['agent_key']} - {None, ''}
    return Letter(
        row['id'], row['partner_id'], frozenset(agent), frozenset(row['scopes']),
        row['date_from'], row['date_to'], revoked_on=row['revoked_on'], period=row['period'],
        addresses=frozenset(row['addresses']), has_original=bool(row['has_original']),
        uses=tuple(uses.get(row['id'], ())), rounding=_rounding(env, company_id), **caps)


def letter_use(env, cr, letter_ids, without=(), proof_ids=()):
    """Return ``{letter: [(day, amount)]}`` of what was accepted under it, in company currency.

    Orders that stand, by their day in the company's calendar, those that are being confirmed, and
    proofs that were not withdrawn. One statement: an order is either seen or claimed, never both.
    """
    if not letter_ids:
        return {}
    taken = SQL("credit_authorization_id"), SQL("letter_id")
    prepared.execute(cr, SQL(
        """SELECT so.credit_authorization_id,
                  (so.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                  so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric
             FROM sale_order so JOIN credit_authorization a ON a.id = so.credit_authorization_id
            WHERE so.credit_authorization_id = ANY(%(ids)s) AND so.state = 'sale'
              AND so.id <> ALL(%(without)s)
        UNION ALL
           SELECT proof.authorization_id, proof.date, proof.amount FROM credit_delivery_proof proof
            WHERE proof.authorization_id = ANY(%(ids)s) AND proof.withdrawn_at IS NULL
              AND proof.id <> ALL(%(proofs)s)
        UNION ALL
           SELECT claim.letter_id, (now() AT TIME ZONE %(zone)s)::date, %(claimed)s
             JOIN credit_authorization a ON a.id = claim.letter_id
            WHERE claim.letter_id = ANY(%(ids)s) AND %(live)s""",
        claimed=_claimed(*taken), live=_live(*taken, without),
        zone=env['res.company']._credit_zone_sql(SQL("a.company_id")),
        ids=list(letter_ids), without=sorted(without), proofs=sorted(proof_ids)))
    found = {}
    for letter_id, day, amount in cr.fetchall():
        found.setdefault(letter_id, []).append((day, float(amount or 0.0)))
    return found


def _claimed(column, claimed):
    """Return SQL of what a claim takes beyond what its order is seen to use: it may be growing."""
    return SQL(
        """claim.total - COALESCE(seen.amount_total
                                  / COALESCE(NULLIF(seen.currency_rate, 0), 1)::numeric, 0)
             FROM credit_claim claim
        LEFT JOIN sale_order seen ON seen.id = claim.res_id AND seen.state = 'sale'
                                 AND seen.%s = claim.%s""", column, claimed)


def _live(column, claimed, without):
    """Return SQL of a claim of an order that is being confirmed, or grows, just now.

    What the reading transaction claimed itself it sees, but for which paper an order uses.
    """
    return SQL(
        """claim.res_model = 'sale.order' AND claim.res_id <> ALL(%s)
              AND NOT pg_visible_in_snapshot(claim.xid::text::xid8, pg_current_snapshot())
              AND claim.created_at > now() AT TIME ZONE 'UTC' - %s * interval '1 minute'
              AND (claim.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()::text OR EXISTS (
                      SELECT FROM sale_order own WHERE own.id = claim.res_id AND own.state = 'sale'
                         AND own.%s IS DISTINCT FROM claim.%s))""",
        sorted(without), CLAIM_MINUTES, column, claimed)


def _rounding(env, company_id):
    return env['res.company'].sudo().browse(company_id).currency_id.rounding


def _in_company(env, amount, currency_id, company_id, day):
    company = env['res.company'].sudo().browse(company_id)
    currency = env['res.currency'].browse(currency_id)
    return currency._convert(amount, company.currency_id, company, day, round=False)


def _from_company(env, amount, currency_id, company_id, day):
    company = env['res.company'].sudo().browse(company_id)
    currency = env['res.currency'].browse(currency_id)
    return company.currency_id._convert(amount, currency, company, day, round=False)
