import type { Pool } from './db/connect.ts'
import type { Dependencies } from './dependencies.ts'

/** The dependencies of a command of the command line. */
export interface CommandInput {
  deps: Dependencies
  pool: Pool
  /** The address of the database for its owner, for a connection with time-outs of its own. */
  databaseUrl: string
  /** The arguments behind the command's name. */
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
