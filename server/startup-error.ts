import type { Config } from './config.ts'
import { HistoryError } from './platform/db/migrate.ts'
import { isConnectionLost, sqlstateOf } from './platform/db/sqlstate.ts'

/** The program will not start on what it found; the message is one sentence. */
export class StartupError extends Error {}

/** Why the program could not start, as one sentence where the cause is known. Holds no secret. */
export function startupErrorMessage(error: unknown, config: Config): string {
  const failure = error as NodeJS.ErrnoException
  const { code } = failure
  if (failure.syscall === 'listen' && code === 'EADDRINUSE')
    return `Port ${config.port} is taken by another program: set PORT to a free one.`
  if (failure.syscall === 'listen') return `Cannot listen on HOST and PORT (${code}).`
  if (error instanceof HistoryError || error instanceof StartupError) return error.message
  const state = sqlstateOf(error)
  if (config.databaseUrl !== undefined) {
    if (state === '28P01' || state === '28000')
      return 'The server at DATABASE_URL refused the user or the password.'
    if (state === '3D000') return 'The database named by DATABASE_URL does not exist.'
    if (isConnectionLost(error)) return `The server at DATABASE_URL cannot be reached (${state}).`
  }
  if (state === '42501')
    return 'The database refuses what the program needs: its user may not create or read there.'
  if (code === 'EROFS' || code === 'EACCES' || code === 'ENOSPC' || code === 'EDQUOT')
    return `DATA_DIR cannot be written to (${code}).`
  if (isConnectionLost(error))
    return `The embedded PostgreSQL cannot be reached (${state ?? code}).`
  return failure.stack ?? String(error)
}
