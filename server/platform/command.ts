import type { Pool } from './db/connect.ts'
import type { Dependencies } from './dependencies.ts'

/** What a command of the command line works with. */
export interface CommandInput {
  deps: Dependencies
  pool: Pool
  /** The address of the database, for a connection with time-outs of its own. */
  databaseUrl: string
  /** What stands behind the command's name. */
  args: readonly string[]
  /** Says a line to the person. */
  say(line: string): void
}

/** A command of `npm run cunji`; its answer is the exit status, 0 when all is well. */
export interface Command {
  /** One line for the list of commands. */
  summary: string
  run(input: CommandInput): Promise<number>
}
