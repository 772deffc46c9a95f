-- +goose Up
CREATE TABLE decisions_numbered (
    id      INTEGER PRIMARY KEY,
    list    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    accept  INTEGER NOT NULL,
    who     TEXT NOT NULL,
    decided TEXT NOT NULL,
    why     TEXT NOT NULL
);
INSERT INTO decisions_numbered (list, sha256, accept, who, decided, why) SELECT list, sha256, accept, who, decided, why FROM decisions ORDER BY rowid;
DROP TABLE decisions;
ALTER TABLE decisions_numbered RENAME TO decisions;
CREATE INDEX decisions_list ON decisions (list, sha256);

-- Times are RFC 3339 in UTC to the microsecond, '' for none; truth is 0 or 1; lists of words have one a line.
CREATE TABLE trail (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL, -- JSON, without personal data of customers
    digest  TEXT NOT NULL, -- of salt and personal data, '' for none
    hash    TEXT NOT NULL
);
CREATE INDEX trail_subject ON trail (subject, seq);
CREATE INDEX trail_action ON trail (action, seq);
CREATE TABLE trail_personal (
    seq    INTEGER PRIMARY KEY REFERENCES trail (seq),
    person TEXT NOT NULL, -- portfolio/customer
    salt   BLOB NOT NULL,
    data   TEXT NOT NULL -- JSON
);
CREATE INDEX trail_personal_person ON trail_personal (person);
CREATE TABLE trail_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  INTEGER NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO trail_head (id, seq, hash) VALUES (1, 0, '');
-- +goose StatementBegin
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- +goose StatementEnd

CREATE TABLE api_keys (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    role    TEXT NOT NULL,
    hash    TEXT NOT NULL UNIQUE,
    hint    TEXT NOT NULL,
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    revoked TEXT NOT NULL,
    used    TEXT NOT NULL
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked = '';

CREATE TABLE portfolios (
    name       TEXT PRIMARY KEY,
    options    BLOB,
    created    TEXT NOT NULL,
    index_hash TEXT NOT NULL,
    screened   TEXT NOT NULL,
    changes    INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE customers (
    portfolio TEXT NOT NULL,
    id        TEXT NOT NULL,
    hash      TEXT NOT NULL,
    data      BLOB,
    changed   INTEGER NOT NULL,
    pending   INTEGER NOT NULL,
    PRIMARY KEY (portfolio, id)
) WITHOUT ROWID;

CREATE TABLE alerts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    portfolio  TEXT NOT NULL,
    customer   TEXT NOT NULL,
    entity     TEXT NOT NULL,
    name       TEXT NOT NULL,
    caption    TEXT NOT NULL,
    lists      TEXT NOT NULL,
    score      REAL NOT NULL,
    evidence   TEXT NOT NULL,
    change     TEXT NOT NULL,
    event      BLOB,
    index_hash TEXT NOT NULL,
    clusters   TEXT NOT NULL,
    query      BLOB,
    answer     BLOB,
    asked      TEXT NOT NULL,
    status     TEXT NOT NULL,
    closed     TEXT NOT NULL,
    raised     TEXT NOT NULL,
    updated    TEXT NOT NULL,
    UNIQUE (portfolio, customer, entity)
);
CREATE INDEX alerts_entity ON alerts (entity);
CREATE INDEX alerts_evidence ON alerts (evidence);
CREATE INDEX alerts_open ON alerts (id) WHERE status <> 'closed';
CREATE TABLE cases (
    alert    INTEGER PRIMARY KEY REFERENCES alerts (id),
    status   TEXT NOT NULL,
    assignee TEXT NOT NULL,
    due      TEXT NOT NULL,
    opened   TEXT NOT NULL,
    closed   TEXT NOT NULL
);
CREATE INDEX cases_status ON cases (status, due);
CREATE TABLE verdicts (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    alert    INTEGER NOT NULL REFERENCES alerts (id),
    opinion  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    evidence TEXT NOT NULL,
    who      TEXT NOT NULL,
    at       TEXT NOT NULL,
    status   TEXT NOT NULL,
    second   TEXT NOT NULL,
    reviewed TEXT NOT NULL,
    opened   TEXT NOT NULL
);
CREATE INDEX verdicts_alert ON verdicts (alert);
CREATE TABLE exceptions (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    alert     INTEGER NOT NULL REFERENCES alerts (id),
    verdict   INTEGER NOT NULL REFERENCES verdicts (id),
    portfolio TEXT NOT NULL,
    customer  TEXT NOT NULL,
    entity    TEXT NOT NULL,
    evidence  TEXT NOT NULL,
    made      TEXT NOT NULL,
    ended     TEXT NOT NULL,
    why       TEXT NOT NULL
);
CREATE INDEX exceptions_alert ON exceptions (alert);
CREATE TABLE attachments (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    alert  INTEGER NOT NULL REFERENCES alerts (id),
    name   TEXT NOT NULL,
    type   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes  INTEGER NOT NULL,
    who    TEXT NOT NULL,
    at     TEXT NOT NULL,
    data   BLOB
);
CREATE INDEX attachments_alert ON attachments (alert);

CREATE TABLE webhooks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    url        TEXT NOT NULL,
    secret     TEXT NOT NULL,
    actions    TEXT NOT NULL,
    portfolios TEXT NOT NULL,
    created    TEXT NOT NULL
);
CREATE TABLE deliveries (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook  INTEGER NOT NULL REFERENCES webhooks (id),
    event    TEXT NOT NULL,
    payload  BLOB,
    created  TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next     TEXT NOT NULL,
    done     TEXT NOT NULL,
    status   INTEGER NOT NULL,
    error    TEXT NOT NULL,
    UNIQUE (webhook, event)
);
CREATE INDEX deliveries_next ON deliveries (next) WHERE next <> '';

CREATE TABLE requests (
    who         TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    lease       TEXT NOT NULL,
    expires     TEXT NOT NULL,
    status      INTEGER NOT NULL,
    type        TEXT NOT NULL,
    body        BLOB,
    PRIMARY KEY (who, key)
);
CREATE INDEX requests_expires ON requests (expires);

CREATE TABLE jobs (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL,
    args     BLOB,
    owner    TEXT NOT NULL,
    uniq     TEXT NOT NULL,
    status   TEXT NOT NULL,
    attempt  INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    total    INTEGER NOT NULL,
    result   BLOB,
    error    TEXT NOT NULL,
    created  TEXT NOT NULL,
    started  TEXT NOT NULL,
    finished TEXT NOT NULL,
    beat     TEXT NOT NULL -- last sign of life of its worker
);
CREATE UNIQUE INDEX jobs_uniq ON jobs (uniq) WHERE uniq <> '' AND status IN ('queued', 'running');
CREATE INDEX jobs_status ON jobs (status, beat);

-- +goose Down
DROP TABLE jobs;
DROP TABLE requests;
DROP TABLE deliveries;
DROP TABLE webhooks;
DROP TABLE attachments;
DROP TABLE exceptions;
DROP TABLE verdicts;
DROP TABLE cases;
DROP TABLE alerts;
DROP TABLE customers;
DROP TABLE portfolios;
DROP TABLE api_keys;
DROP TABLE trail_head;
DROP TABLE trail_personal;
DROP TABLE trail;
