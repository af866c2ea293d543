-- The first schema. Times are microseconds since 1970 (UTC), identifiers 32 hexadecimal characters, flags 0 or 1.
-- BYTES stands for the database's type of byte strings. What differs between databases is beside this file.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Organisations and people -------------------------------------------------------------------------------------------

CREATE TABLE organisation (
    id TEXT PRIMARY KEY,
    name_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL,
    holding TEXT REFERENCES organisation (id),
    example BIGINT NOT NULL DEFAULT 0 CHECK (example IN (0, 1)),
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE password (
    person TEXT PRIMARY KEY REFERENCES person (id),
    hash TEXT NOT NULL,
    one_time BIGINT NOT NULL CHECK (one_time IN (0, 1)),
    set_at BIGINT NOT NULL
);

CREATE TABLE lockout (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    until_at BIGINT
);

CREATE TABLE mandate (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    role TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    by_person TEXT REFERENCES person (id)
);
CREATE INDEX mandate_person ON mandate (person);
CREATE INDEX mandate_organisation ON mandate (organisation);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    secret BYTES NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES person (id),
    csrf TEXT NOT NULL,
    method TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    secret BYTES NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX token_person ON token (person);

CREATE TABLE passkey (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    credential TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkey_person ON passkey (person);

CREATE TABLE external_identity (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (provider, subject)
);

CREATE TABLE challenge (
    secret BYTES PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Plants and what they bring -----------------------------------------------------------------------------------------

CREATE TABLE plant (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisation (id),
    example BIGINT NOT NULL DEFAULT 0 CHECK (example IN (0, 1)),
    created_at BIGINT NOT NULL,
    UNIQUE (id, organisation)
);
CREATE INDEX plant_organisation ON plant (organisation);

-- A version a row: the latest is the plant's profile.
CREATE TABLE plant_profile (
    plant TEXT NOT NULL,
    owner TEXT NOT NULL,
    version BIGINT NOT NULL,
    name_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    sector TEXT NOT NULL,
    region TEXT NOT NULL,
    by_person TEXT REFERENCES person (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (plant, version),
    FOREIGN KEY (plant, owner) REFERENCES plant (id, organisation)
);

CREATE TABLE import (
    id TEXT PRIMARY KEY,
    plant TEXT NOT NULL,
    owner TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file BYTES NOT NULL,
    edits TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    by_person TEXT NOT NULL REFERENCES person (id),
    version BIGINT NOT NULL DEFAULT 1,
    FOREIGN KEY (plant, owner) REFERENCES plant (id, organisation)
);
CREATE INDEX import_plant ON import (plant);

CREATE TABLE submission (
    id TEXT PRIMARY KEY,
    plant TEXT NOT NULL,
    owner TEXT NOT NULL,
    year BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    by_person TEXT NOT NULL REFERENCES person (id),
    import TEXT REFERENCES import (id),
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    counts TEXT NOT NULL,
    log_index BIGINT NOT NULL UNIQUE,
    UNIQUE (plant, year, version),
    FOREIGN KEY (plant, owner) REFERENCES plant (id, organisation)
);

CREATE TABLE result (
    id TEXT PRIMARY KEY,
    plant TEXT NOT NULL,
    owner TEXT NOT NULL,
    year BIGINT NOT NULL,
    submission TEXT NOT NULL REFERENCES submission (id),
    submission_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    by_person TEXT NOT NULL REFERENCES person (id),
    job TEXT,
    engine TEXT NOT NULL,
    question TEXT NOT NULL,
    totals TEXT NOT NULL,
    log_index BIGINT NOT NULL UNIQUE,
    UNIQUE (submission, version),
    FOREIGN KEY (plant, owner) REFERENCES plant (id, organisation)
);
CREATE INDEX result_plant ON result (plant, year);

-- Every piece of a submission or a result that can be granted by itself: one row, one field.
CREATE TABLE part (
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    plant TEXT NOT NULL,
    owner TEXT NOT NULL,
    field TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    body BYTES NOT NULL,
    PRIMARY KEY (subject, name),
    FOREIGN KEY (plant, owner) REFERENCES plant (id, organisation)
);

-- Grants, break-glass, who looked ------------------------------------------------------------------------------------

CREATE TABLE data_grant (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES organisation (id),
    reader TEXT NOT NULL REFERENCES organisation (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX data_grant_owner ON data_grant (owner);
CREATE INDEX data_grant_reader ON data_grant (reader);

CREATE TABLE grant_move (
    grant_id TEXT NOT NULL REFERENCES data_grant (id),
    position BIGINT NOT NULL,
    what TEXT NOT NULL,
    side TEXT NOT NULL,
    by_person TEXT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    terms TEXT NOT NULL,
    note TEXT NOT NULL,
    log_index BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (grant_id, position)
);

CREATE TABLE emergency (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES organisation (id),
    plant TEXT REFERENCES plant (id),
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES person (id),
    asked_at BIGINT NOT NULL,
    log_index BIGINT NOT NULL UNIQUE
);
CREATE INDEX emergency_owner ON emergency (owner);
CREATE INDEX emergency_asked_by ON emergency (asked_by);

-- What became of it: seconded, ended; each at most once.
CREATE TABLE emergency_step (
    emergency TEXT NOT NULL REFERENCES emergency (id),
    what TEXT NOT NULL CHECK (what IN ('second', 'end')),
    by_person TEXT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    until_at BIGINT,
    log_index BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (emergency, what)
);

-- Decisions on membership and mandates, in order.
CREATE TABLE decision (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    organisation TEXT REFERENCES organisation (id),
    by_person TEXT REFERENCES person (id),
    at BIGINT NOT NULL,
    content TEXT NOT NULL,
    log_index BIGINT NOT NULL UNIQUE
);
CREATE INDEX decision_subject ON decision (subject);

CREATE TABLE access_log (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    mandate TEXT NOT NULL REFERENCES mandate (id),
    owner TEXT NOT NULL REFERENCES organisation (id),
    plant TEXT NOT NULL REFERENCES plant (id),
    field TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('own', 'grant', 'emergency')),
    basis_id TEXT,
    purpose TEXT
);
CREATE INDEX access_log_owner ON access_log (owner, id);

CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    message_en TEXT NOT NULL,
    message_zh TEXT NOT NULL,
    link TEXT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notice_person ON notice (person, id);

-- Library ------------------------------------------------------------------------------------------------------------

CREATE TABLE document (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    example BIGINT NOT NULL DEFAULT 0 CHECK (example IN (0, 1)),
    created_at BIGINT NOT NULL
);

CREATE TABLE document_version (
    document TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_person TEXT REFERENCES person (id),
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    log_index BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (document, version)
);

CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES document (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    body BYTES NOT NULL,
    at BIGINT NOT NULL,
    by_person TEXT REFERENCES person (id)
);
CREATE INDEX attachment_document ON attachment (document);

-- Work and requests --------------------------------------------------------------------------------------------------

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id),
    plant TEXT REFERENCES plant (id),
    question TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    progress DOUBLE PRECISION NOT NULL DEFAULT 0,
    stage TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    attempts_allowed BIGINT NOT NULL,
    lease TEXT,
    lease_until BIGINT,
    cancel_at BIGINT,
    outcome TEXT,
    problem TEXT
);
CREATE INDEX job_waiting ON job (state, created_at);
CREATE INDEX job_person ON job (person, id);

CREATE TABLE idempotency (
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    request TEXT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    headers TEXT,
    body BYTES,
    PRIMARY KEY (person, name)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- The tamper-evident log ---------------------------------------------------------------------------------------------

CREATE TABLE log_entry (
    log_index BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    version BIGINT NOT NULL,
    owner TEXT REFERENCES organisation (id),
    reader TEXT REFERENCES organisation (id),
    leaf BYTES NOT NULL,
    content TEXT NOT NULL,
    salt BYTES
);
CREATE INDEX log_entry_subject ON log_entry (subject);

-- Roots of complete subtrees: 2^level entries, the place-th of its level.
CREATE TABLE log_hash (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE TABLE log_checkpoint (
    size BIGINT PRIMARY KEY,
    root BYTES NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- One row: how many entries there are. Whoever appends holds it until the transaction ends.
CREATE TABLE log_head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    size BIGINT NOT NULL
);
INSERT INTO log_head (one, size) VALUES (1, 0);
