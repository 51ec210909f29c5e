import { spawnSync } from 'node:child_process'
import fs from 'node:fs'

/** As whom PostgreSQL is started: it refuses to run as root. */
export interface Identity {
  /** The arguments before the command. */
  prefix: readonly string[]
  ids: { uid?: number; gid?: number }
}

const asNobody = ['unshare', '--user', '--map-user=65534', '--map-group=65534']

/**
 * An ordinary user starts it as himself. Root enters a user namespace, in which the files stay
 * readable wherever they lie; where namespaces are forbidden, an ordinary account is used, which
 * must then be able to reach the program and the folder.
 */
export function identityFor(program: string, directory: string): Identity {
  if (process.getuid?.() !== 0) return { prefix: [], ids: {} }
  const [command = '', ...args] = asNobody
  if (spawnSync(command, [...args, 'true']).status === 0) return { prefix: asNobody, ids: {} }
  const ids = ordinaryAccount()
  if (ids !== undefined && canReach(ids, program) && canReach(ids, directory)) {
    return { prefix: [], ids }
  }
  throw new Error(
    'The embedded PostgreSQL does not run as root, and this machine allows no user namespaces: ' +
      'start the program as an ordinary user, or set DATABASE_URL.',
  )
}

/** Hands files to the account that PostgreSQL will run as. */
export function own(identity: Identity, files: readonly string[]): void {
  const { uid, gid } = identity.ids
  if (uid === undefined || gid === undefined) return
  for (const file of files) fs.chownSync(file, uid, gid)
}

function ordinaryAccount(): { uid: number; gid: number } | undefined {
  const accounts = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const identity =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  return identity === undefined ? undefined : { uid: Number(identity[2]), gid: Number(identity[3]) }
}

function canReach(ids: { uid: number; gid: number }, file: string): boolean {
  const parent = file.slice(0, file.lastIndexOf('/')) || '/'
  return spawnSync('test', ['-x', parent], ids).status === 0
}
