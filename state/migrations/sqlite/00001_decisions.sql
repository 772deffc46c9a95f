-- +goose Up
CREATE TABLE decisions (
    list    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    accept  INTEGER NOT NULL,
    who     TEXT NOT NULL,
    decided TEXT NOT NULL, -- RFC 3339, UTC
    why     TEXT NOT NULL
);
CREATE INDEX decisions_list ON decisions (list, sha256);
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE downloads (
    url           TEXT PRIMARY KEY,
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    checked       TEXT NOT NULL -- RFC 3339, UTC
);

-- +goose Down
DROP TABLE downloads;
DROP TABLE settings;
DROP TABLE decisions;
