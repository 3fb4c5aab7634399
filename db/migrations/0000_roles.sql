-- Roles and the helper functions that grant rights. See docs/decisions/0003-roles.md.
--
-- keqiao_app       what an application connection is at rest: no rights, may become any module role
-- keqiao_command   what every command needs on platform tables; every module role is a member
-- keqiao_<module>  owns the writing of schema <module>
-- keqiao_reader    reads what it is granted; search's hot path
--
-- Roles belong to the cluster, databases are many, and several may be migrated at the same moment:
-- every statement on a role is repeated when another session was faster.

CREATE FUNCTION platform.ensure_role(role_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another session created it
END $$;

-- Makes `receiver` a member of `granted`. A login that created the role without being superuser
-- (PostgreSQL 16 and later) may administer it, but becomes a member only by granting it to itself.
CREATE FUNCTION platform.ensure_member(granted text, receiver text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = receiver) THEN
    RETURN; -- may become any role
  END IF;
  FOR attempt IN 1..20 LOOP
    IF EXISTS (
      SELECT FROM pg_auth_members m
      JOIN pg_roles r ON r.oid = m.roleid
      JOIN pg_roles g ON g.oid = m.member
      JOIN pg_roles by ON by.oid = m.grantor
      -- A creator's automatic membership has no SET right; only a grant by itself gives it.
      WHERE r.rolname = granted AND g.rolname = receiver
        AND (g.rolname <> current_user OR by.rolname = current_user)
    ) THEN
      RETURN;
    END IF;
    BEGIN
      EXECUTE format('GRANT %I TO %I', granted, receiver);
      RETURN;
    EXCEPTION
      WHEN unique_violation OR internal_error THEN
        PERFORM pg_sleep(0.02 * attempt); -- "tuple concurrently updated"
    END;
  END LOOP;
  RAISE EXCEPTION 'could not make % a member of %', receiver, granted;
END $$;

SELECT platform.ensure_role('keqiao_app');
SELECT platform.ensure_role('keqiao_command');
SELECT platform.ensure_role('keqiao_reader');
DO $$
BEGIN
  IF (SELECT rolinherit FROM pg_roles WHERE rolname = 'keqiao_app') THEN
    ALTER ROLE keqiao_app NOINHERIT;
  END IF;
EXCEPTION WHEN internal_error THEN
  NULL; -- another session is setting the same
END $$;
SELECT platform.ensure_member('keqiao_app', current_user);
SELECT platform.ensure_member('keqiao_command', current_user);
SELECT platform.ensure_member('keqiao_reader', current_user);

-- The role of a module. Called by platform.own and, at every start, for each module of the release.
CREATE FUNCTION platform.ensure_module(module text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  role_name text := 'keqiao_' || module;
BEGIN
  IF module !~ '^[a-z][a-z0-9_]*$' OR module IN ('app', 'command', 'reader') THEN
    RAISE EXCEPTION '"%" is not a module name', module;
  END IF;
  PERFORM platform.ensure_role(role_name);
  PERFORM platform.ensure_member(role_name, current_user);
  PERFORM platform.ensure_member(role_name, 'keqiao_app');
  PERFORM platform.ensure_member('keqiao_command', role_name);
  EXECUTE format('GRANT USAGE ON SCHEMA platform TO %I', role_name);
END $$;

-- Creates the schema of a module and lets its role, and no other, read and write the tables made in it later.
CREATE FUNCTION platform.own(module text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  role_name text := 'keqiao_' || module;
BEGIN
  PERFORM platform.ensure_module(module);
  EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', module);
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', module, role_name);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
    module, role_name);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I', module, role_name);
END $$;

-- Rows of this table are never changed or removed by the application: takes UPDATE, DELETE and TRUNCATE
-- from everyone who was granted them.
CREATE FUNCTION platform.append_only(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  grantee text;
BEGIN
  -- ON DELETE CASCADE and its kin act with the rights of the table's owner.
  IF EXISTS (
    SELECT FROM pg_constraint k WHERE k.conrelid = table_name AND k.contype = 'f'
      AND (k.confdeltype NOT IN ('a', 'r') OR k.confupdtype NOT IN ('a', 'r'))
  ) THEN
    RAISE EXCEPTION 'append-only table % has a foreign key that changes or removes its rows', table_name;
  END IF;
  FOR grantee IN
    SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) a
    JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.oid = table_name AND a.grantee <> c.relowner
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', table_name, grantee);
  END LOOP;
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC', table_name);
END $$;

-- Lets modules (or 'reader', or 'command' for every module) read a pub_ view or a platform table.
CREATE FUNCTION platform.publish_view(view_name regclass, readers text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  reader text;
  schema_name text := (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = view_name);
BEGIN
  FOREACH reader IN ARRAY readers LOOP
    IF reader NOT IN ('reader', 'command') THEN
      PERFORM platform.ensure_module(reader);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema_name, 'keqiao_' || reader);
    EXECUTE format('GRANT SELECT ON %s TO %I', view_name, 'keqiao_' || reader);
  END LOOP;
END $$;

-- What every command needs on a platform table: platform.for_commands('platform.journal', 'SELECT, INSERT').
CREATE FUNCTION platform.for_commands(table_name regclass, rights text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT %s ON %s TO keqiao_command', rights, table_name);
END $$;

-- Views are read only. A simple view can be written through, and then with the rights of its owner, past
-- every grant on the table; default privileges give the module's role that right on each new view.
-- Called after each run of migrations.
CREATE FUNCTION platform.protect_views() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT DISTINCT c.oid::regclass AS view_name, r.rolname FROM pg_class c, aclexplode(c.relacl) a
    JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relkind IN ('v', 'm') AND a.grantee <> c.relowner AND r.rolname LIKE 'keqiao\_%'
      AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
  LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM %I', found.view_name, found.rolname);
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION platform.ensure_role(text), platform.ensure_member(text, text), platform.ensure_module(text),
  platform.own(text), platform.append_only(regclass), platform.publish_view(regclass, text[]),
  platform.for_commands(regclass, text), platform.protect_views() FROM PUBLIC;
GRANT USAGE ON SCHEMA platform TO keqiao_command, keqiao_reader;
SELECT platform.own('platform');
