"""The state's tables. A change is a new script at the end; `user_version` counts what has run.

Instants (`…_at`, `…_until`) are seconds since 1970, UTC. Nothing here is secret.
"""

MIGRATIONS = ("""
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    started_at REAL NOT NULL,
    ended_at REAL,
    exit_code INTEGER,
    counts TEXT NOT NULL DEFAULT '{}',
    message TEXT NOT NULL DEFAULT '',
    told_odoo INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX run_started ON run (started_at);

CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    heartbeat_at REAL NOT NULL
);

CREATE TABLE cursor (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    moved_at REAL NOT NULL,
    PRIMARY KEY (source, name)
);

CREATE TABLE partner (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    names TEXT NOT NULL,
    country TEXT,
    city TEXT,
    postcode TEXT,
    active INTEGER NOT NULL,
    identity_hash TEXT NOT NULL,
    write_date TEXT NOT NULL,
    generation INTEGER NOT NULL
);
CREATE TABLE partner_identifier (
    partner_id INTEGER NOT NULL REFERENCES partner ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    valid INTEGER,
    derived INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX partner_identifier_value ON partner_identifier (value, scheme);
CREATE INDEX partner_identifier_partner ON partner_identifier (partner_id);
CREATE TABLE partner_token (
    token TEXT NOT NULL,
    partner_id INTEGER NOT NULL REFERENCES partner ON DELETE CASCADE,
    PRIMARY KEY (token, partner_id)
) WITHOUT ROWID;
CREATE INDEX partner_token_partner ON partner_token (partner_id);
CREATE TABLE binding (
    partner_id INTEGER NOT NULL REFERENCES partner ON DELETE CASCADE,
    provider TEXT NOT NULL,
    provider_ref TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('bound', 'rejected')),
    PRIMARY KEY (provider, provider_ref, partner_id)
) WITHOUT ROWID;
CREATE INDEX binding_partner ON binding (partner_id);

CREATE TABLE raw (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    product TEXT NOT NULL,
    provider_ref TEXT NOT NULL,
    partner_id INTEGER,
    hash TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    retrieved_at REAL NOT NULL,
    meta TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'done'))
);
CREATE INDEX raw_new ON raw (source) WHERE state = 'new';
CREATE INDEX raw_ref ON raw (source, product, provider_ref, retrieved_at);
CREATE INDEX raw_partner ON raw (partner_id);
CREATE INDEX raw_hash ON raw (hash);

CREATE TABLE file (
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    rows_read INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('reading', 'done', 'refused')),
    message TEXT NOT NULL DEFAULT '',
    first_seen_at REAL NOT NULL,
    done_at REAL,
    PRIMARY KEY (source, hash)
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    provider TEXT NOT NULL,
    product TEXT NOT NULL,
    provider_ref TEXT NOT NULL,
    external_id TEXT NOT NULL,
    substance_hash TEXT NOT NULL,
    as_of TEXT NOT NULL,
    retrieved_at REAL NOT NULL,
    partner_id INTEGER,
    body BLOB NOT NULL,
    origin TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    batch_key TEXT,
    place INTEGER,
    queued_at REAL NOT NULL
);
CREATE INDEX outbox_batch ON outbox (batch_key, place);
CREATE INDEX outbox_source ON outbox (source);
CREATE INDEX outbox_subject ON outbox (provider, product, provider_ref);
CREATE INDEX outbox_provider ON outbox (provider, id);

CREATE TABLE report (
    provider TEXT NOT NULL,
    product TEXT NOT NULL,
    provider_ref TEXT NOT NULL,
    external_id TEXT NOT NULL,
    substance_hash TEXT NOT NULL,
    as_of TEXT NOT NULL,
    retrieved_at REAL NOT NULL,
    outcome TEXT NOT NULL,
    odoo_id INTEGER,
    partner_id INTEGER,
    body BLOB NOT NULL,
    acknowledged_at REAL NOT NULL,
    PRIMARY KEY (provider, product, provider_ref)
);
CREATE INDEX report_partner ON report (partner_id);

CREATE TABLE acknowledged (
    key TEXT PRIMARY KEY,
    acknowledged_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_ref TEXT,
    stage TEXT NOT NULL,
    code TEXT NOT NULL,
    path TEXT NOT NULL,
    message TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    input BLOB NOT NULL,
    origin TEXT NOT NULL,
    run_id TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'discarded')),
    first_at REAL NOT NULL,
    last_at REAL NOT NULL,
    UNIQUE (source, input_hash)
);
CREATE INDEX quarantine_open ON quarantine (source, code) WHERE state = 'open';
CREATE TABLE waiting (
    key TEXT NOT NULL,
    quarantine_id INTEGER NOT NULL REFERENCES quarantine ON DELETE CASCADE,
    PRIMARY KEY (key, quarantine_id)
) WITHOUT ROWID;
CREATE INDEX waiting_quarantine ON waiting (quarantine_id);

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    product TEXT NOT NULL,
    run_id TEXT NOT NULL,
    spent_at REAL NOT NULL,
    calls INTEGER NOT NULL,
    cost TEXT NOT NULL,
    currency TEXT
);
CREATE INDEX ledger_source ON ledger (source, spent_at);

CREATE TABLE negative (
    source TEXT NOT NULL,
    partner_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    identity_hash TEXT NOT NULL,
    noted_at REAL NOT NULL,
    valid_until REAL NOT NULL,
    PRIMARY KEY (source, partner_id)
);

CREATE TABLE async_order (
    source TEXT NOT NULL,
    product TEXT NOT NULL,
    provider_ref TEXT NOT NULL,
    partner_id INTEGER,
    token TEXT NOT NULL,
    ordered_at REAL NOT NULL,
    poll_at REAL NOT NULL,
    polls INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, product, provider_ref)
);

CREATE TABLE breaker (
    name TEXT PRIMARY KEY,
    recent TEXT NOT NULL,
    in_a_row INTEGER NOT NULL,
    open_until REAL
);

CREATE TABLE http_log (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    sent_at REAL NOT NULL,
    method TEXT NOT NULL,
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER,
    milliseconds INTEGER,
    size INTEGER,
    request_id TEXT,
    error TEXT
);
CREATE INDEX http_log_source ON http_log (source, sent_at);
""",)
