"""Closed lists of the bureau report contract, version 1, and what we make of their values."""

CONTRACT_VERSIONS = (1,)
SCHEMA_VERSION = 1
MAX_BATCH = 200

SCHEMES = (
    'usci', 'duns', 'lei', 'vat', 'reg_no', 'siren', 'siret', 'ein', 'safe_no', 'cs_id', 'bin',
    'other',
)
#: One of these, shared by one customer alone, says whose a report is.
STRONG_SCHEMES = ('usci', 'vat', 'lei', 'duns', 'reg_no', 'siren')

STATUSES = (
    'active', 'dormant', 'struck_off_pending', 'liquidation', 'insolvent', 'dissolved', 'revoked',
    'unknown',
)
DIMENSIONS = (
    'failure', 'delinquency', 'payment_behaviour', 'overall', 'tax', 'administrative', 'insurer',
)
DIRECTIONS = ('higher_better', 'lower_better')
SCORE_STATES = ('rated', 'not_rated', 'not_applicable', 'withheld')
LIMIT_STATES = ('stated', 'zero', 'not_applicable', 'text')
COVER_DECISIONS = (
    'approved', 'partly', 'conditional', 'refused', 'reduced', 'cancelled', 'pending',
)
EVENT_KINDS = (
    'judgment', 'lien', 'execution', 'execution_ended', 'dishonest_debtor', 'consumption_limit',
    'bankruptcy', 'insolvency', 'liquidation_solvent', 'moratorium', 'abnormal_operation',
    'serious_violation', 'tax_arrears', 'tax_violation', 'penalty', 'equity_freeze',
    'equity_pledge', 'charge', 'court_notice', 'case_filing', 'strike_off_notice',
    'deregistration', 'bill_overdue', 'collection', 'payment_remark', 'ucc',
)
#: What we read out of a report ourselves, beside the events that it lists.
OWN_EVENT_KINDS = ('status', 'score_flag')
EVENT_SEVERITIES = ('info', 'alert', 'stop')
EVENT_STATUSES = ('open', 'closed', 'unknown')
ROLES = ('defendant', 'plaintiff', 'other')
ISSUE_SEVERITIES = ('info', 'warning', 'error')
MATCH_METHODS = ('mapping', 'identifier', 'none')

#: Sections beside `identity`, which every report has under the name `subject`.
SECTIONS = (
    'scores', 'limits', 'cover', 'payment', 'events', 'counters', 'statements', 'changes',
    'owners', 'group', 'filings',
)
#: A report with one of these says something about credit, not only who the company is.
CREDIT_SECTIONS = ('scores', 'limits', 'cover', 'payment', 'events', 'counters', 'statements')

#: What the content hash leaves out: how and when it came, not what it says.
UNHASHED = (
    'external_id', 'retrieved_at', 'content_hash', 'raw_hash', 'raw', 'match', 'cost',
)

GRADES = ('A', 'B', 'C', 'D', 'E')

#: What becomes of a report with an error of this code; others are notes on a report that is used.
REFUSING = frozenset({'malformed', 'hash_mismatch', 'consent_missing', 'residency'})
QUARANTINING = frozenset({
    'identifier_conflict', 'identifier_invalid', 'in_the_future', 'before_incorporation',
    'balance', 'negative_assets', 'limit_implausible',
})
