"""Closed lists shared by models, rules, exposure components and tests. No ORM in here."""

MODES = ('off', 'report', 'enforce')

LIMIT_MODES = ('limited', 'unlimited', 'cash_only')

#: From best to worst: the position is the rank used for "worst wins" and "worsened".
STANDINGS = ('normal', 'watch', 'suspended', 'blocked')

GRADES = ('A', 'B', 'C', 'D', 'E')

#: Threshold column of a customer without a grade.
UNGRADED = '-'

CHECKPOINTS = (
    'quotation',
    'order_confirm',
    'order_growth',
    'delivery',
    'limit_request',
    'signature',
    'invoice_send',
    'manual',
)

#: From mildest to worst, as a verdict and as a severity.
SEVERITIES = ('ok', 'warn', 'hold', 'stop')

#: Component code -> its number in ``credit.exposure.item`` ids (id = source id * 32 + number).
COMPONENTS = {
    'ar_not_due': 1,
    'ar_overdue': 2,
    'unallocated': 3,
    'payment_in_transit': 4,
    'bank_in_transit': 5,
    'draft_invoice': 6,
    'order': 7,
    'order_delivered': 8,
    'prepayment': 9,
    'beyond_horizon': 10,
    'on_account': 11,
    'instrument': 12,
    'security': 13,
}
COMPONENT_SLOTS = 32

#: What a part of the product may announce about profiles (`credit.profile._notify`).
EVENTS = (
    'order_confirmed',
    'order_reduced',
    'order_grown',
    'picking_done',
    'move_posted',
    'allocation_changed',
    'money_arrived',
    'limit_changed',
    'standing_changed',
    'policy_changed',
    'merged',
    'reparented',
    'hold_opened',
    'hold_released',
    'hold_cured',
    'hold_rejected',
    'report_imported',
    'aging_grade_changed',
    'danger_changed',
    'payment_rejected',
    'dispute_changed',
    'promise_changed',
    'papers_changed',
)

#: Events that can only better a customer's position, so held documents are looked at again.
REDUCING_EVENTS = {
    'order_reduced',
    'allocation_changed',
    'money_arrived',
    'move_posted',
    'limit_changed',
    'standing_changed',
    'policy_changed',
    'merged',
    'reparented',
    'hold_rejected',
    'report_imported',
    'aging_grade_changed',
    'danger_changed',
    'dispute_changed',
    'promise_changed',
    'papers_changed',
}

#: Those of them that count where the customer orders and another pays, too.
BUYER_EVENTS = {'standing_changed', 'danger_changed', 'report_imported', 'papers_changed'}

DECISION_KINDS = (
    'check',
    'would_hold',
    'hold',
    'refused_unsaved',
    'release',
    'second_signature',
    'reject',
    'proposal',
    'cure',
    'cancel',
    'escalate',
    'limit',
    'standing',
    'profile',
    'policy',
    'setting',
    'pause',
    'merged',
    'component',
    'export',
    'bureau',
    'provision',
    'ceiling',
    'aging_grade',
    'go_live',
    'opening',
    'import',
    'signal',
    'promise',
    'dispute',
    'case',
    'contact_stop',
    'interest',
    'write_off',
    'mandate',
    'handover',
    'limit_request',
    'group',
    'contract',
    'authorization',
    'blacklist',
    'score',
    'invoice_sent',
    'instrument',
    'security',
    'fraud',
)

#: Steps of going live, in their order.
GO_LIVE_STEPS = ('health', 'scope', 'limits', 'backtest', 'report', 'enforce')

#: Ways to a "yes" that an officer proposes to sales, the least trouble first.
PROPOSALS = ('terms', 'reduce', 'split', 'deposit', 'invoices', 'limit')

#: What a release may hang on.
CONDITIONS = ('promise', 'deposit', 'security')

#: A claim outlives its transaction only if the database was copied meanwhile; then it ends here.
CLAIM_MINUTES = 60

#: Seconds a confirmation waits for another of the same customer before Odoo tries again.
GATE_LOCK_SECONDS = 5
