-- What real schemas have seldom: names that are none in Rust, keys of several columns, references of every
-- kind, tables without a key, types without one of ours.

CREATE SCHEMA "the archive";
CREATE TYPE "the archive".kind AS ENUM ('a', 'self', '2nd', 'A-b', '');
CREATE TYPE mood AS ENUM ('good', 'bad');

CREATE TABLE options (
    "type" text PRIMARY KEY,
    "self" integer NOT NULL DEFAULT -1,
    "userId" bigint UNIQUE,
    "2nd" smallint[],
    "a b" mood NOT NULL DEFAULT 'bad',
    create_date date,
    CONSTRAINT "not nothing" CHECK ("a b" <> 'good' OR "self" > 0),
    CHECK (char_length("type") < 5)
);
COMMENT ON TABLE options IS 'It''s "all"
in two lines';
COMMENT ON COLUMN options."a b" IS 'x';
CREATE INDEX ON options ("self" DESC NULLS LAST, create_date) INCLUDE ("a b") WHERE "self" > 0;
CREATE UNIQUE INDEX options_once ON options (lower("type"), "self");
CREATE UNIQUE INDEX options_pairs ON options ("self", create_date);
CREATE INDEX options_patterns ON options ("type" text_pattern_ops);

CREATE TABLE shelves (
    room integer NOT NULL,
    number smallint NOT NULL,
    label varchar(10) COLLATE "C" NOT NULL DEFAULT 'none',
    PRIMARY KEY (room, number),
    CONSTRAINT shelf_label UNIQUE NULLS NOT DISTINCT (label)
);

CREATE TABLE "the archive".boxes (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT box_key PRIMARY KEY,
    shelf smallint,
    room integer,
    parent integer REFERENCES "the archive".boxes ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    option_type text NOT NULL REFERENCES options ON UPDATE CASCADE,
    user_id bigint UNIQUE REFERENCES options ("userId") ON DELETE RESTRICT DEFERRABLE,
    kind "the archive".kind,
    weight numeric NOT NULL DEFAULT 1.50,
    twice numeric GENERATED ALWAYS AS (weight * 2) STORED,
    kept interval,
    document json,
    CONSTRAINT box_shelf FOREIGN KEY (shelf, room) REFERENCES shelves (number, room) ON DELETE SET NULL
);

CREATE TABLE moves (
    box integer NOT NULL REFERENCES "the archive".boxes ON DELETE CASCADE,
    "from" integer REFERENCES "the archive".boxes,
    at timestamptz NOT NULL DEFAULT now()
);
