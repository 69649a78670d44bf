-- The index of a release. Things are numbered in the order in which equals are shown.
PRAGMA page_size = 4096;
PRAGMA user_version = 1;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, code TEXT NOT NULL, within INTEGER);
-- kind and signature of every thing, as numbers of fixed width, for counting
CREATE TABLE series (name TEXT PRIMARY KEY, numbers BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE name (thing INTEGER, position INTEGER, role TEXT, language TEXT, text TEXT,
  PRIMARY KEY (thing, position)) WITHOUT ROWID;
-- what belongs to a thing: its names count for it too
CREATE TABLE near (thing INTEGER, other INTEGER, PRIMARY KEY (thing, other)) WITHOUT ROWID;
-- whole names, written in one word, and codes
CREATE TABLE whole_name (key TEXT, thing INTEGER, PRIMARY KEY (key, thing)) WITHOUT ROWID;
CREATE TABLE whole_code (key TEXT, thing INTEGER, PRIMARY KEY (key, thing)) WITHOUT ROWID;
-- things with the same values of every facet share a signature
CREATE TABLE signature (id INTEGER, facet TEXT, value TEXT,
  PRIMARY KEY (id, facet, value)) WITHOUT ROWID;
CREATE TABLE facet (facet TEXT, value TEXT, iri TEXT, PRIMARY KEY (facet, value)) WITHOUT ROWID;
CREATE TABLE facet_label (facet TEXT, value TEXT, language TEXT, label TEXT,
  PRIMARY KEY (facet, value, language)) WITHOUT ROWID;
-- the words that occur, and in how many things
CREATE TABLE word (word TEXT PRIMARY KEY, things INTEGER) WITHOUT ROWID;
CREATE TABLE figure (name TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
-- A list for each beginning of up to 8 letters: without it "plant*" joins hundreds of lists.
CREATE VIRTUAL TABLE words USING fts5 (title, other, code, part, around,
  content = '', tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3 4 5 6 7 8');
