-- A factiongraph file. Each table holds whole entities as JSON records; the
-- other columns and the views below read them for people. Write through
-- `factiongraph load`: the program reads records alone.

CREATE TABLE dataset (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version TEXT NOT NULL,
  loaded_at TEXT NOT NULL
) STRICT;
INSERT INTO dataset VALUES (1, '', '');

CREATE TABLE sources (
  id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record)),
  key TEXT AS (record ->> 'key'), publisher TEXT AS (record ->> 'publisher'), title TEXT AS (record ->> 'title')
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
  id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record)),
  kind TEXT AS (record ->> 'kind'), name TEXT AS (record ->> 'name'), within TEXT AS (record ->> 'within')
) STRICT, WITHOUT ROWID;

CREATE TABLE actors (
  id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record)),
  kind TEXT AS (record ->> 'kind'), name TEXT AS (record ->> 'name'), description TEXT AS (record ->> 'description')
) STRICT, WITHOUT ROWID;

CREATE TABLE affiliations (
  id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record)),
  kind TEXT AS (record ->> 'kind'), "from" TEXT AS (record ->> 'from'), "to" TEXT AS (record ->> 'to'), post TEXT AS (record ->> 'post'),
  "start" TEXT AS (coalesce(record ->> '$.interval.start.edtf', record ->> '$.interval.start')),
  "end" TEXT AS (coalesce(record ->> '$.interval.end.edtf', record ->> '$.interval.end'))
) STRICT, WITHOUT ROWID;

CREATE TABLE agreements (
  id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record)),
  kind TEXT AS (record ->> 'kind'), title TEXT AS (record ->> 'title'), realis TEXT AS (record ->> 'realis'),
  date TEXT AS (coalesce(record ->> '$.date.edtf', record ->> 'date'))
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record)),
  kind TEXT AS (record ->> 'kind'), title TEXT AS (record ->> 'title'), realis TEXT AS (record ->> 'realis'),
  date TEXT AS (coalesce(record ->> '$.date.edtf', record ->> 'date')), outcome TEXT AS (record ->> 'outcome')
) STRICT, WITHOUT ROWID;

CREATE VIEW participants AS
  SELECT events.id AS event, part.value ->> 'actor' AS actor, part.value ->> 'role' AS role, part.value ->> 'side' AS side,
    part.value ->> 'onBehalfOf' AS on_behalf_of, part.value ->> 'verbatim' AS verbatim
  FROM events, json_each(record, '$.participants') AS part;

CREATE VIEW parties AS
  SELECT agreements.id AS agreement, part.value ->> 'actor' AS actor, part.value ->> 'role' AS role, part.value ->> 'side' AS side,
    part.value ->> 'onBehalfOf' AS on_behalf_of
  FROM agreements, json_each(record, '$.parties') AS part;

CREATE VIEW terms AS
  SELECT agreements.id AS agreement, term.value ->> 'id' AS id, term.value ->> 'kind' AS kind,
    coalesce(term.value ->> 'negated', 0) AS negated, term.value ->> 'text' AS text
  FROM agreements, json_each(record, '$.terms') AS term;

CREATE VIEW event_places AS
  SELECT events.id AS event, use.value ->> 'place' AS place, use.value ->> 'role' AS role, use.value ->> 'precision' AS precision
  FROM events, json_each(record, '$.places') AS use;

CREATE VIEW links AS
  SELECT entity.id AS "from", link.value ->> 'how' AS how, link.value ->> 'to' AS "to", link.value ->> 'term' AS term
  FROM (SELECT id, record FROM events UNION ALL SELECT id, record FROM agreements UNION ALL SELECT id, record FROM actors
    UNION ALL SELECT id, record FROM affiliations) AS entity, json_each(entity.record, '$.links') AS link;

CREATE VIEW names AS
  SELECT entity.id AS entity, name.value ->> 'text' AS text, name.value ->> 'type' AS type, name.value ->> 'language' AS language
  FROM (SELECT id, record FROM actors UNION ALL SELECT id, record FROM places) AS entity, json_each(entity.record, '$.names') AS name;

-- Claims stand at every level of a record; this finds them wherever they are.
CREATE VIEW claims AS
  SELECT claim.value ->> 'id' AS id, entity.id AS about, claim.value ->> 'stance' AS stance, claim.value ->> 'basis' AS basis,
    claim.value ->> 'source' AS source, claim.value ->> 'locator' AS locator, claim.value ->> 'attributedTo' AS attributed_to
  FROM (SELECT id, record FROM events UNION ALL SELECT id, record FROM agreements UNION ALL SELECT id, record FROM affiliations
    UNION ALL SELECT id, record FROM actors UNION ALL SELECT id, record FROM places) AS entity, json_tree(entity.record) AS claim
  WHERE claim.type = 'object' AND claim.path LIKE '%.claims';
