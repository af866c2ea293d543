-- PostgreSQL: what was stored stays.

CREATE FUNCTION verdigris_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'VG001';
END $$;

CREATE TRIGGER plant_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plant EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER plant_profile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plant_profile EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON submission EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER result_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON result EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER part_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON part EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER data_grant_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON data_grant EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER grant_move_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON grant_move EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER emergency_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON emergency EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER emergency_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON emergency_step EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER document_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER document_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document_version EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER attachment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON attachment EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER log_hash_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_hash EXECUTE FUNCTION verdigris_append_only();
CREATE TRIGGER log_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint EXECUTE FUNCTION verdigris_append_only();

-- Row-level security --------------------------------------------------------------------------------------------------
-- The rules of alliance::access once more, in the database's own words, for a role that owns nothing. Who reads is told
-- by the transaction: verdigris.person, verdigris.at (microseconds), verdigris.scopes ('session', or 'token:' and
-- scopes). What does not read gives nothing.

CREATE FUNCTION verdigris_viewer() RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT current_setting('verdigris.person', true)
$$;

CREATE FUNCTION verdigris_at() RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_setting('verdigris.at', true) ~ '^-?[0-9]{1,18}$'
        THEN current_setting('verdigris.at', true)::BIGINT END
$$;

CREATE FUNCTION verdigris_fields() RETURNS TEXT[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['profile', 'records', 'file', 'accounts', 'footprint', 'diagnosis', 'measures', 'report']
$$;

-- Whether an organisation's kind and state are words of the lists.
CREATE FUNCTION verdigris_stands(kind TEXT, state TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN ('enterprise', 'institute', 'university', 'provincial-association', 'metal-association', 'user',
            'bank', 'secretariat', 'host')
        AND state IN ('applied', 'vetted', 'admitted', 'suspended', 'withdrawn')
$$;

-- Whether a role can be held in an organisation of a kind.
CREATE FUNCTION verdigris_fits(role TEXT, kind TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN role IN ('administrator', 'steward', 'engineer', 'reader', 'council', 'expert') THEN TRUE
        WHEN role = 'lender' THEN kind = 'bank'
        WHEN role IN ('analyst', 'editor')
            THEN kind IN ('secretariat', 'host', 'provincial-association', 'metal-association')
        WHEN role IN ('secretariat', 'auditor', 'operator') THEN kind IN ('secretariat', 'host')
        ELSE FALSE END
$$;

-- A person's mandates at a moment.
CREATE FUNCTION verdigris_mandates(who TEXT, moment BIGINT)
RETURNS TABLE (organisation TEXT, role TEXT, state TEXT) LANGUAGE sql STABLE AS $$
    SELECT m.organisation, m.role, o.state FROM mandate m JOIN organisation o ON o.id = m.organisation
    WHERE m.person = who AND m.from_at <= moment AND (m.until_at IS NULL OR moment < m.until_at)
        AND verdigris_stands(o.kind, o.state) AND verdigris_fits(m.role, o.kind)
$$;

-- A moment of terms, as the platform writes it.
CREATE FUNCTION verdigris_moment(written TEXT) RETURNS BIGINT LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF written !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$' THEN
        RAISE EXCEPTION 'not a moment';
    END IF;
    RETURN (extract(epoch FROM written::TIMESTAMPTZ) * 1000000)::BIGINT;
END $$;

-- Terms, checked; raises where they do not read.
CREATE FUNCTION verdigris_terms(written TEXT) RETURNS JSONB LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    terms JSONB := written::JSONB;
    named JSONB;
BEGIN
    IF jsonb_typeof(terms) <> 'object' OR jsonb_typeof(terms -> 'fields') IS DISTINCT FROM 'array'
        OR jsonb_typeof(terms -> 'purpose') IS DISTINCT FROM 'string'
        OR jsonb_typeof(terms -> 'until') IS DISTINCT FROM 'string' THEN
        RAISE EXCEPTION 'not terms';
    END IF;
    IF EXISTS (SELECT FROM jsonb_object_keys(terms) AS known
        WHERE known NOT IN ('plants', 'fields', 'purpose', 'from', 'until')) THEN
        RAISE EXCEPTION 'a term nobody knows';
    END IF;
    IF jsonb_array_length(terms -> 'fields') = 0 THEN RAISE EXCEPTION 'no field'; END IF;
    FOR named IN SELECT * FROM jsonb_array_elements(terms -> 'fields') LOOP
        IF jsonb_typeof(named) <> 'string' OR NOT named #>> '{}' = ANY (verdigris_fields()) THEN
            RAISE EXCEPTION 'not a field';
        END IF;
    END LOOP;
    IF terms ->> 'purpose' NOT IN ('diagnosis', 'benchmark', 'finance', 'verification', 'project', 'research', 'policy',
        'supply-chain') THEN
        RAISE EXCEPTION 'not a purpose';
    END IF;
    IF jsonb_typeof(terms -> 'plants') IS NOT DISTINCT FROM 'array' THEN
        IF jsonb_array_length(terms -> 'plants') = 0 THEN RAISE EXCEPTION 'no plant'; END IF;
        FOR named IN SELECT * FROM jsonb_array_elements(terms -> 'plants') LOOP
            IF jsonb_typeof(named) <> 'string' OR named #>> '{}' !~ '^[0-9a-f]{32}$' THEN
                RAISE EXCEPTION 'not a plant';
            END IF;
        END LOOP;
    ELSIF terms -> 'plants' IS DISTINCT FROM '"all"'::JSONB THEN
        RAISE EXCEPTION 'not plants';
    END IF;
    IF jsonb_typeof(terms -> 'from') = 'string' THEN
        IF verdigris_moment(terms ->> 'from') >= verdigris_moment(terms ->> 'until') THEN
            RAISE EXCEPTION 'no time';
        END IF;
    ELSIF coalesce(terms -> 'from', 'null'::JSONB) <> 'null'::JSONB THEN
        RAISE EXCEPTION 'not a moment';
    END IF;
    PERFORM verdigris_moment(terms ->> 'until');
    -- One form for one meaning: sets have no order.
    RETURN jsonb_build_object('purpose', terms -> 'purpose', 'until', verdigris_moment(terms ->> 'until'),
        'from', CASE WHEN terms ->> 'from' IS NULL THEN NULL ELSE verdigris_moment(terms ->> 'from') END,
        'fields', (SELECT jsonb_agg(DISTINCT field ORDER BY field) FROM jsonb_array_elements(terms -> 'fields') field),
        'plants', CASE WHEN jsonb_typeof(terms -> 'plants') = 'string' THEN terms -> 'plants'
            ELSE (SELECT jsonb_agg(DISTINCT plant ORDER BY plant)
                FROM jsonb_array_elements(terms -> 'plants') plant) END);
END $$;

-- The terms of a grant that is active at a moment; nothing where it is not, or where any of its moves does not read or
-- does not follow from those before it.
CREATE FUNCTION verdigris_active(which TEXT, moment BIGINT) RETURNS JSONB LANGUAGE plpgsql STABLE AS $$
DECLARE
    made RECORD;
    terms JSONB;
    held JSONB;
    stands TEXT;
    version BIGINT := 0;
    latest BIGINT;
BEGIN
    IF EXISTS (SELECT FROM data_grant g WHERE g.id = which AND g.owner = g.reader) THEN RETURN NULL; END IF;
    FOR made IN SELECT * FROM grant_move v WHERE v.grant_id = which ORDER BY v.position LOOP
        terms := verdigris_terms(made.terms);
        IF stands IS NULL THEN
            IF made.version <> 1 OR made.at >= (terms ->> 'until')::BIGINT THEN RETURN NULL; END IF;
            stands := CASE made.what || ' ' || made.side WHEN 'request reader' THEN 'requested'
                WHEN 'offer owner' THEN 'offered' END;
            IF stands IS NULL THEN RETURN NULL; END IF;
        ELSE
            IF made.at < latest THEN RETURN NULL; END IF;
            IF stands IN ('requested', 'offered', 'agreed') AND made.at >= (held ->> 'until')::BIGINT THEN
                RETURN NULL;
            END IF;
            stands := CASE stands || ' ' || made.side || ' ' || made.what
                WHEN 'requested owner offer' THEN 'offered'
                WHEN 'requested owner decline' THEN 'declined'
                WHEN 'requested reader request' THEN 'requested'
                WHEN 'requested reader withdraw' THEN 'withdrawn'
                WHEN 'offered owner offer' THEN 'offered'
                WHEN 'offered owner withdraw' THEN 'withdrawn'
                WHEN 'offered reader agree' THEN 'agreed'
                WHEN 'offered reader request' THEN 'requested'
                WHEN 'offered reader decline' THEN 'declined'
                WHEN 'agreed owner revoke' THEN 'revoked'
                WHEN 'agreed reader withdraw' THEN 'withdrawn' END;
            IF stands IS NULL THEN RETURN NULL; END IF;
            IF NOT (made.version = version AND terms = held
                OR made.version = version + 1 AND made.what IN ('request', 'offer')) THEN
                RETURN NULL;
            END IF;
            IF made.what IN ('request', 'offer', 'agree') AND made.at >= (terms ->> 'until')::BIGINT THEN
                RETURN NULL;
            END IF;
        END IF;
        held := terms;
        version := made.version;
        latest := made.at;
    END LOOP;
    IF stands = 'agreed' AND latest <= moment AND moment < (held ->> 'until')::BIGINT
        AND coalesce((held ->> 'from')::BIGINT <= moment, TRUE) THEN
        RETURN held;
    END IF;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

-- Whether a person holds a role of break-glass at a moment.
CREATE FUNCTION verdigris_breaks_glass(who TEXT, moment BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM verdigris_mandates(who, moment) m
        WHERE m.role IN ('secretariat', 'operator') AND m.state = 'admitted')
$$;

-- Everything the person of this transaction may read: owner, plant (any of the owner's where null) and field.
CREATE FUNCTION verdigris_openings() RETURNS TABLE (owner TEXT, plant TEXT, field TEXT, own BOOLEAN)
LANGUAGE sql STABLE AS $$
    WITH viewer AS (
        SELECT p.id, verdigris_at() AS at, current_setting('verdigris.scopes', true) = 'session' AS in_session
        FROM person p
        WHERE p.id = verdigris_viewer() AND p.disabled_at IS NULL AND verdigris_at() IS NOT NULL
            AND (current_setting('verdigris.scopes', true) = 'session'
                OR 'read' = ANY (string_to_array(substring(current_setting('verdigris.scopes', true) FROM '^token:(.*)$'), ',')))
    ), held AS (
        SELECT m.* FROM viewer v, verdigris_mandates(v.id, v.at) m
    ), granted AS (
        SELECT g.owner, verdigris_active(g.id, v.at) AS terms
        FROM viewer v, data_grant g
        JOIN organisation o ON o.id = g.owner JOIN organisation r ON r.id = g.reader
        WHERE o.state = 'admitted' AND verdigris_stands(o.kind, o.state)
            AND r.state = 'admitted' AND verdigris_stands(r.kind, r.state)
            AND EXISTS (SELECT FROM held h
                WHERE h.organisation = g.reader AND h.role NOT IN ('editor', 'auditor', 'operator'))
    ), glass AS (
        SELECT e.owner, e.plant
        FROM viewer v, emergency e
        JOIN emergency_step s ON s.emergency = e.id AND s.what = 'second'
        JOIN organisation o ON o.id = e.owner
        WHERE v.in_session AND e.asked_by = v.id AND s.by_person <> e.asked_by AND btrim(e.reason) <> ''
            AND NOT EXISTS (SELECT FROM emergency_step t WHERE t.emergency = e.id AND t.what = 'end')
            AND e.asked_at <= s.at AND s.at - e.asked_at <= 86400000000 AND s.until_at - s.at <= 86400000000
            AND s.at <= v.at AND v.at < s.until_at AND verdigris_stands(o.kind, o.state)
            AND verdigris_breaks_glass(v.id, e.asked_at) AND verdigris_breaks_glass(v.id, s.at)
            AND verdigris_breaks_glass(s.by_person, e.asked_at) AND verdigris_breaks_glass(s.by_person, s.at)
            AND verdigris_breaks_glass(v.id, v.at)
    )
    SELECT h.organisation, NULL::TEXT, f, TRUE FROM held h, unnest(verdigris_fields()) f
        WHERE h.role IN ('administrator', 'steward', 'engineer', 'reader')
    UNION
    SELECT g.owner, CASE WHEN p = '"all"'::JSONB THEN NULL ELSE p #>> '{}' END, f #>> '{}', FALSE
        FROM granted g,
            jsonb_array_elements(g.terms -> 'fields') f,
            jsonb_array_elements(CASE WHEN jsonb_typeof(g.terms -> 'plants') = 'array' THEN g.terms -> 'plants'
                ELSE jsonb_build_array(g.terms -> 'plants') END) p
        WHERE g.terms IS NOT NULL
    UNION
    SELECT g.owner, g.plant, f, FALSE FROM glass g, unnest(verdigris_fields()) f
$$;

-- The role may ask, and sees neither mandates nor grants nor moves: the functions read them as their owner.
DO $$
DECLARE
    here TEXT := quote_ident(current_schema());
BEGIN
    EXECUTE format('ALTER FUNCTION verdigris_openings() SECURITY DEFINER SET search_path = %s, pg_temp', here);
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO verdigris_reader', here);
END $$;
REVOKE ALL ON FUNCTION verdigris_openings() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION verdigris_openings() TO verdigris_reader;
GRANT SELECT ON plant, plant_profile, import, submission, result, part TO verdigris_reader;
GRANT INSERT ON access_log TO verdigris_reader;

-- The platform's own work, in connections that say so and as the owner.
DO $$
DECLARE
    protected TEXT;
BEGIN
    FOREACH protected IN ARRAY ARRAY['plant', 'plant_profile', 'import', 'submission', 'result', 'part', 'access_log'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', protected);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', protected);
        EXECUTE format('CREATE POLICY service ON %I TO CURRENT_USER '
            'USING (current_setting(''verdigris.service'', true) = ''on'') '
            'WITH CHECK (current_setting(''verdigris.service'', true) = ''on'')', protected);
    END LOOP;
END $$;

-- Nothing of the row stands inside the inner queries, so that each is worked out once a statement and not once a row.
CREATE POLICY reader ON plant FOR SELECT TO verdigris_reader USING (
    (plant.organisation) IN (SELECT o.owner FROM verdigris_openings() o WHERE o.plant IS NULL)
    OR (plant.organisation, plant.id) IN (
        SELECT o.owner, o.plant FROM verdigris_openings() o WHERE o.plant IS NOT NULL));
CREATE POLICY reader ON plant_profile FOR SELECT TO verdigris_reader USING (
    (plant_profile.owner) IN (SELECT o.owner FROM verdigris_openings() o WHERE o.plant IS NULL AND o.field = 'profile')
    OR (plant_profile.owner, plant_profile.plant) IN (
        SELECT o.owner, o.plant FROM verdigris_openings() o WHERE o.plant IS NOT NULL AND o.field = 'profile'));
CREATE POLICY reader ON import FOR SELECT TO verdigris_reader USING (
    (import.owner) IN (SELECT o.owner FROM verdigris_openings() o WHERE o.plant IS NULL AND o.own)
    OR (import.owner, import.plant) IN (
        SELECT o.owner, o.plant FROM verdigris_openings() o WHERE o.plant IS NOT NULL AND o.own));
CREATE POLICY reader ON submission FOR SELECT TO verdigris_reader USING (
    (submission.owner) IN (SELECT o.owner FROM verdigris_openings() o WHERE o.plant IS NULL AND o.field IN ('records', 'file'))
    OR (submission.owner, submission.plant) IN (
        SELECT o.owner, o.plant FROM verdigris_openings() o WHERE o.plant IS NOT NULL AND o.field IN ('records', 'file')));
CREATE POLICY reader ON result FOR SELECT TO verdigris_reader USING (
    (result.owner) IN (SELECT o.owner FROM verdigris_openings() o WHERE o.plant IS NULL
            AND o.field IN ('accounts', 'footprint', 'diagnosis', 'measures', 'report'))
    OR (result.owner, result.plant) IN (
        SELECT o.owner, o.plant FROM verdigris_openings() o WHERE o.plant IS NOT NULL
            AND o.field IN ('accounts', 'footprint', 'diagnosis', 'measures', 'report')));
CREATE POLICY reader ON part FOR SELECT TO verdigris_reader USING (
    (part.owner, part.field) IN (SELECT o.owner, o.field FROM verdigris_openings() o WHERE o.plant IS NULL)
    OR (part.owner, part.plant, part.field) IN (
        SELECT o.owner, o.plant, o.field FROM verdigris_openings() o WHERE o.plant IS NOT NULL));
CREATE POLICY reader ON access_log FOR INSERT TO verdigris_reader WITH CHECK (
    access_log.person = verdigris_viewer() AND access_log.at = verdigris_at());
