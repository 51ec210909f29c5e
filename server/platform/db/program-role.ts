import { createClient } from './driver.ts'

/** The role under which the program speaks to the embedded PostgreSQL. */
const embeddedRole = 'cunji_program'

/** The address under which the program reaches the embedded PostgreSQL, beside its owner's. */
export function programUrl(ownerUrl: string, password: string): string {
  return Object.assign(new URL(ownerUrl), { username: embeddedRole, password }).href
}

/**
 * Lets the program's role read and write rows, and nothing else: who owns no table cannot drop the
 * triggers that keep ledgers as they are. The queues' schema is its own, for their library builds
 * it. The owner may be no superuser; then an older queue schema must be handed over by one.
 */
export async function letProgramIn(options: {
  ownerUrl: string
  programUrl: string
  /** Makes the role where it is missing; on a server of one's own the administrator does. */
  create: boolean
  prepare: boolean
}): Promise<void> {
  const { username, password } = new URL(options.programUrl)
  const role = decodeURIComponent(username)
  const { ownerUrl: url, prepare } = options
  const client = createClient({ url, prepare, max: 1, applicationName: 'cunji-roles' })
  try {
    await client.begin(async (tx) => {
      const statements = options.create ? [makeRole, ...grants] : grants
      // Two servers may start at once, and a grant that meets its twin fails.
      await tx`select pg_advisory_xact_lock(${lockNumber})`
      for (const statement of statements) {
        await tx`select set_config('cunji.role', ${role}, true),
          set_config('cunji.password', ${decodeURIComponent(password)}, true)`
        await tx.unsafe(statement).simple()
      }
    })
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Any number that nobody else on the database uses. */
const lockNumber = 4_718_237

const makeRole = `do $$
begin
  if not exists (select from pg_roles where rolname = current_setting('cunji.role')) then
    execute format('create role %I login', current_setting('cunji.role'));
  end if;
  execute format('alter role %I password %L', current_setting('cunji.role'),
    current_setting('cunji.password'));
end $$`

/** Each schema of the program's own, and the record of its migrations, which is only read. */
const grantRows = `do $$
declare
  schema_name text;
  role_name text := current_setting('cunji.role');
begin
  for schema_name in select nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'pgboss')
  loop
    execute format('grant usage on schema %I to %I', schema_name, role_name);
    execute format('grant %s on all tables in schema %I to %I',
      case schema_name when 'drizzle' then 'select' else 'select, insert, update, delete' end,
      schema_name, role_name);
    execute format('grant usage, select on all sequences in schema %I to %I', schema_name,
      role_name);
  end loop;
end $$`

/** A queue schema that an owner has made before there was a role of the program's. */
const handQueuesOver = `do $$
declare
  item record;
  role_name text := current_setting('cunji.role');
begin
  execute format('grant create on database %I to %I', current_database(), role_name);
  if not exists (select from pg_namespace n join pg_roles r on r.oid = n.nspowner
      where nspname = 'pgboss' and rolname <> role_name) then
    return;
  end if;
  for item in select oid::regclass as name, relkind from pg_class
    where relnamespace = 'pgboss'::regnamespace and relkind in ('r', 'p') loop
    execute format('alter table %s owner to %I', item.name, role_name);
  end loop;
  for item in select oid::regprocedure as name from pg_proc
    where pronamespace = 'pgboss'::regnamespace loop
    execute format('alter function %s owner to %I', item.name, role_name);
  end loop;
  for item in select oid::regtype as name from pg_type
    where typnamespace = 'pgboss'::regnamespace and typtype = 'e' loop
    execute format('alter type %s owner to %I', item.name, role_name);
  end loop;
  execute format('alter schema pgboss owner to %I', role_name);
end $$`

const grants = [grantRows, handQueuesOver]
