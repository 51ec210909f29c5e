import type { Config } from './config.ts'
import type { RunningServer } from './start.ts'

/** What the program prints once it is ready: which of demo and real it serves, and what to do. */
export function startupReport(
  { address, serves, demo }: Pick<RunningServer, 'address' | 'serves' | 'demo'>,
  { publicUrl, databaseUrl }: Pick<Config, 'publicUrl' | 'databaseUrl'>,
): string[] {
  // Links in mails begin with the public address: a browser that is signed in at another name of
  // this machine would be asked to sign in again.
  const isLocal = publicUrl.startsWith('http://localhost:')
  const opened = isLocal ? address.replace('//127.0.0.1:', '//localhost:') : address
  const ready = `Cunji 村集 is ready: ${opened}`
  if (serves === 'demo') {
    const leaving =
      databaseUrl === undefined
        ? 'DEMO=false npm start serves a real installation beside it; the demo stays as it is.'
        : 'A real installation needs a DATABASE_URL of its own.'
    const accounts = demo && [
      `Sign in as ${demo.accounts.join(', ')}`,
      `with the password ${demo.password}`,
    ]
    return [ready, 'This is the DEMO: its people and figures are invented.', leaving].concat(
      accounts ?? [],
    )
  }
  if ('operator' in serves)
    return [ready, `This is a REAL installation, run by ${serves.operator}.`]
  return [
    ready,
    'This is a REAL installation, and it waits for its first administrator: open',
    `${publicUrl}/set-up and enter the code ${serves.setUpCode}`,
    'or run npm run cunji -- set-up',
  ]
}
