"""The closed lists of the contract, as types; `members` gives the values of one."""

from typing import Literal, get_args

Scheme = Literal[
    'usci', 'duns', 'lei', 'vat', 'reg_no', 'siren', 'siret', 'ein', 'safe_no', 'cs_id', 'bin',
    'other',
]
Status = Literal[
    'active', 'dormant', 'struck_off_pending', 'liquidation', 'insolvent', 'dissolved', 'revoked',
    'unknown',
]
Dimension = Literal[
    'failure', 'delinquency', 'payment_behaviour', 'overall', 'tax', 'administrative', 'insurer',
]
Direction = Literal['higher_better', 'lower_better']
ScoreState = Literal['rated', 'not_rated', 'not_applicable', 'withheld']
LimitState = Literal['stated', 'zero', 'not_applicable', 'text']
CoverDecision = Literal[
    'approved', 'partly', 'conditional', 'refused', 'reduced', 'cancelled', 'pending',
]
EventKind = Literal[
    'judgment', 'lien', 'execution', 'execution_ended', 'dishonest_debtor', 'consumption_limit',
    'bankruptcy', 'insolvency', 'liquidation_solvent', 'moratorium', 'abnormal_operation',
    'serious_violation', 'tax_arrears', 'tax_violation', 'penalty', 'equity_freeze',
    'equity_pledge', 'charge', 'court_notice', 'case_filing', 'strike_off_notice',
    'deregistration', 'bill_overdue', 'collection', 'payment_remark', 'ucc',
]
EventSeverity = Literal['info', 'alert', 'stop']
EventStatus = Literal['open', 'closed', 'unknown']
Role = Literal['defendant', 'plaintiff', 'other']
OwnerKind = Literal['person', 'company']
IssueSeverity = Literal['info', 'warning', 'error']
MatchMethod = Literal['mapping', 'identifier', 'none']
Outcome = Literal['created', 'updated', 'unchanged', 'stale', 'unmatched', 'rejected']
Section = Literal[
    'identity', 'scores', 'limits', 'cover', 'payment', 'events', 'counters', 'statements',
    'changes', 'owners', 'group', 'filings',
]

#: Identifiers that may bind a report to a customer, strongest first.
STRONG_SCHEMES = ('usci', 'lei', 'vat', 'duns', 'siren', 'reg_no')


def members(closed_list):
    """Return the values of a closed list, in the order of the contract."""
    return get_args(closed_list)
