import { hasDemoAccounts } from './accounts/index.ts'
import { connect, type Pool } from './platform/db/connect.ts'
import { isMigrated } from './platform/db/migrate.ts'
import { createDatabase } from './platform/db/scripts.ts'

/** The database of the server itself, in which versions before had the demo or the real one. */
const formerDatabase = 'postgres'

/**
 * The address of the demo or of the real database on the embedded server, made where it is
 * missing. They lie side by side, so that the demo is left, and returned to, by one setting. The
 * former single database goes on as what it was.
 */
export async function embeddedDatabase(
  serverUrl: string,
  { isDemo }: { isDemo: boolean },
): Promise<string> {
  const server = connect({ url: serverUrl, max: 1 })
  try {
    const name = (await holdsFormer(server, isDemo))
      ? formerDatabase
      : isDemo
        ? 'cunji_demo'
        : 'cunji'
    await createDatabase(server.db, name)
    return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
  } finally {
    await server.close()
  }
}

async function holdsFormer({ db }: Pool, isDemo: boolean): Promise<boolean> {
  return (await isMigrated(db)) && (await hasDemoAccounts(db)) === isDemo
}
