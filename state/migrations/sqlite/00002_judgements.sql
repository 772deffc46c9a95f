-- +goose Up
CREATE TABLE judgements (
    id       INTEGER PRIMARY KEY,
    a        TEXT NOT NULL, -- entity ids, a < b
    b        TEXT NOT NULL,
    same     INTEGER NOT NULL,
    who      TEXT NOT NULL,
    decided  TEXT NOT NULL, -- RFC 3339, UTC
    why      TEXT NOT NULL
);
CREATE INDEX judgements_pair ON judgements (a, b);
CREATE TABLE judgements_undone (
    judgement INTEGER PRIMARY KEY REFERENCES judgements (id),
    who       TEXT NOT NULL,
    undone    TEXT NOT NULL, -- RFC 3339, UTC
    why       TEXT NOT NULL
);

-- +goose Down
DROP TABLE judgements_undone;
DROP TABLE judgements;
