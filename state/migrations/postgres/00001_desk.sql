-- +goose Up
-- The tables of SQLite at its version 3.
CREATE TABLE decisions (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list    TEXT COLLATE "C" NOT NULL,
    sha256  TEXT COLLATE "C" NOT NULL,
    accept  BIGINT NOT NULL,
    who     TEXT COLLATE "C" NOT NULL,
    decided TEXT COLLATE "C" NOT NULL, -- RFC 3339, UTC
    why     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX decisions_list ON decisions (list, sha256);
CREATE TABLE settings (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);
CREATE TABLE downloads (
    url           TEXT COLLATE "C" PRIMARY KEY,
    etag          TEXT COLLATE "C" NOT NULL,
    last_modified TEXT COLLATE "C" NOT NULL,
    checked       TEXT COLLATE "C" NOT NULL -- RFC 3339, UTC
);

CREATE TABLE judgements (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    a        TEXT COLLATE "C" NOT NULL, -- entity ids, a < b
    b        TEXT COLLATE "C" NOT NULL,
    same     BIGINT NOT NULL,
    who      TEXT COLLATE "C" NOT NULL,
    decided  TEXT COLLATE "C" NOT NULL, -- RFC 3339, UTC
    why      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX judgements_pair ON judgements (a, b);
CREATE TABLE judgements_undone (
    judgement BIGINT PRIMARY KEY REFERENCES judgements (id),
    who       TEXT COLLATE "C" NOT NULL,
    undone    TEXT COLLATE "C" NOT NULL, -- RFC 3339, UTC
    why       TEXT COLLATE "C" NOT NULL
);



-- Times are RFC 3339 in UTC to the microsecond, '' for none; truth is 0 or 1; lists of words have one a line.
CREATE TABLE trail (
    seq     BIGINT PRIMARY KEY,
    at      TEXT COLLATE "C" NOT NULL,
    who     TEXT COLLATE "C" NOT NULL,
    action  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    details TEXT COLLATE "C" NOT NULL, -- JSON, without personal data of customers
    digest  TEXT COLLATE "C" NOT NULL, -- of salt and personal data, '' for none
    hash    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX trail_subject ON trail (subject, seq);
CREATE INDEX trail_action ON trail (action, seq);
CREATE TABLE trail_personal (
    seq    BIGINT PRIMARY KEY REFERENCES trail (seq),
    person TEXT COLLATE "C" NOT NULL, -- portfolio/customer
    salt   BYTEA NOT NULL,
    data   TEXT COLLATE "C" NOT NULL -- JSON
);
CREATE INDEX trail_personal_person ON trail_personal (person);
CREATE TABLE trail_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
INSERT INTO trail_head (id, seq, hash) VALUES (1, 0, '');
-- +goose StatementBegin
CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();

CREATE TABLE api_keys (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    TEXT COLLATE "C" NOT NULL,
    role    TEXT COLLATE "C" NOT NULL,
    hash    TEXT COLLATE "C" NOT NULL UNIQUE,
    hint    TEXT COLLATE "C" NOT NULL,
    created TEXT COLLATE "C" NOT NULL,
    expires TEXT COLLATE "C" NOT NULL,
    revoked TEXT COLLATE "C" NOT NULL,
    used    TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked = '';

CREATE TABLE portfolios (
    name       TEXT COLLATE "C" PRIMARY KEY,
    options    BYTEA,
    created    TEXT COLLATE "C" NOT NULL,
    index_hash TEXT COLLATE "C" NOT NULL,
    screened   TEXT COLLATE "C" NOT NULL,
    changes    BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE customers (
    portfolio TEXT COLLATE "C" NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    hash      TEXT COLLATE "C" NOT NULL,
    data      BYTEA,
    changed   BIGINT NOT NULL,
    pending   BIGINT NOT NULL,
    PRIMARY KEY (portfolio, id)
);

CREATE TABLE alerts (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    portfolio  TEXT COLLATE "C" NOT NULL,
    customer   TEXT COLLATE "C" NOT NULL,
    entity     TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    caption    TEXT COLLATE "C" NOT NULL,
    lists      TEXT COLLATE "C" NOT NULL,
    score      DOUBLE PRECISION NOT NULL,
    evidence   TEXT COLLATE "C" NOT NULL,
    change     TEXT COLLATE "C" NOT NULL,
    event      BYTEA,
    index_hash TEXT COLLATE "C" NOT NULL,
    clusters   TEXT COLLATE "C" NOT NULL,
    query      BYTEA,
    answer     BYTEA,
    status     TEXT COLLATE "C" NOT NULL,
    closed     TEXT COLLATE "C" NOT NULL,
    raised     TEXT COLLATE "C" NOT NULL,
    updated    TEXT COLLATE "C" NOT NULL,
    UNIQUE (portfolio, customer, entity)
);
CREATE INDEX alerts_entity ON alerts (entity);
CREATE INDEX alerts_evidence ON alerts (evidence);
CREATE INDEX alerts_open ON alerts (id) WHERE status <> 'closed';
CREATE TABLE cases (
    alert    BIGINT PRIMARY KEY REFERENCES alerts (id),
    status   TEXT COLLATE "C" NOT NULL,
    assignee TEXT COLLATE "C" NOT NULL,
    due      TEXT COLLATE "C" NOT NULL,
    opened   TEXT COLLATE "C" NOT NULL,
    closed   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX cases_status ON cases (status, due);
CREATE TABLE verdicts (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert    BIGINT NOT NULL REFERENCES alerts (id),
    opinion  TEXT COLLATE "C" NOT NULL,
    reason   TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    who      TEXT COLLATE "C" NOT NULL,
    at       TEXT COLLATE "C" NOT NULL,
    status   TEXT COLLATE "C" NOT NULL,
    second   TEXT COLLATE "C" NOT NULL,
    reviewed TEXT COLLATE "C" NOT NULL,
    opened   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX verdicts_alert ON verdicts (alert);
CREATE TABLE exceptions (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert     BIGINT NOT NULL REFERENCES alerts (id),
    verdict   BIGINT NOT NULL REFERENCES verdicts (id),
    portfolio TEXT COLLATE "C" NOT NULL,
    customer  TEXT COLLATE "C" NOT NULL,
    entity    TEXT COLLATE "C" NOT NULL,
    evidence  TEXT COLLATE "C" NOT NULL,
    made      TEXT COLLATE "C" NOT NULL,
    ended     TEXT COLLATE "C" NOT NULL,
    why       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX exceptions_alert ON exceptions (alert);
CREATE TABLE attachments (
    id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert  BIGINT NOT NULL REFERENCES alerts (id),
    name   TEXT COLLATE "C" NOT NULL,
    type   TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    bytes  BIGINT NOT NULL,
    who    TEXT COLLATE "C" NOT NULL,
    at     TEXT COLLATE "C" NOT NULL,
    data   BYTEA
);
CREATE INDEX attachments_alert ON attachments (alert);

CREATE TABLE webhooks (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url        TEXT COLLATE "C" NOT NULL,
    secret     TEXT COLLATE "C" NOT NULL,
    actions    TEXT COLLATE "C" NOT NULL,
    portfolios TEXT COLLATE "C" NOT NULL,
    created    TEXT COLLATE "C" NOT NULL
);
CREATE TABLE deliveries (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook  BIGINT NOT NULL REFERENCES webhooks (id),
    event    TEXT COLLATE "C" NOT NULL,
    payload  BYTEA,
    created  TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    next     TEXT COLLATE "C" NOT NULL,
    done     TEXT COLLATE "C" NOT NULL,
    status   BIGINT NOT NULL,
    error    TEXT COLLATE "C" NOT NULL,
    UNIQUE (webhook, event)
);
CREATE INDEX deliveries_next ON deliveries (next) WHERE next <> '';

CREATE TABLE requests (
    who         TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    lease       TEXT COLLATE "C" NOT NULL,
    expires     TEXT COLLATE "C" NOT NULL,
    status      BIGINT NOT NULL,
    type        TEXT COLLATE "C" NOT NULL,
    body        BYTEA,
    PRIMARY KEY (who, key)
);
CREATE INDEX requests_expires ON requests (expires);

CREATE TABLE jobs (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     TEXT COLLATE "C" NOT NULL,
    args     BYTEA,
    owner    TEXT COLLATE "C" NOT NULL,
    uniq     TEXT COLLATE "C" NOT NULL,
    status   TEXT COLLATE "C" NOT NULL,
    attempt  BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    done     BIGINT NOT NULL,
    total    BIGINT NOT NULL,
    result   BYTEA,
    error    TEXT COLLATE "C" NOT NULL,
    created  TEXT COLLATE "C" NOT NULL,
    started  TEXT COLLATE "C" NOT NULL,
    finished TEXT COLLATE "C" NOT NULL,
    beat     TEXT COLLATE "C" NOT NULL -- last sign of life of its worker
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
DROP FUNCTION trail_refuse;
DROP TABLE judgements_undone;
DROP TABLE judgements;
DROP TABLE downloads;
DROP TABLE settings;
DROP TABLE decisions;
