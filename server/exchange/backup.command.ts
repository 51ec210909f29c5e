import { hasPeople } from '../accounts/index.ts'
import { BackupError, type Manifest } from '../platform/backup/manifest.ts'
import { restoreBackup } from '../platform/backup/restore-backup.ts'
import { takeBackup } from '../platform/backup/take-backup.ts'
import type { Command, CommandInput } from '../platform/command.ts'
import { giveUpVerifications } from '../reports/index.ts'
import { giveUpImports } from '../villages/index.ts'
import { deleteExports } from './exports.queries.ts'

/** `backup FOLDER`: the database as of one instant, with files and keys; while people work. */
export const backup: Command = {
  summary: 'write database, files and keys into a new folder, while people work',
  run: (input) =>
    withFolder(input, 'backup', async (folder) => {
      const { deps, databaseUrl } = input
      const { dataDirectory } = deps.config
      return takeBackup({ databaseUrl, dataDirectory, folder, now: deps.clock() })
    }),
}

/** `restore FOLDER`: a backup into a database where nobody is, and its files into DATA_DIR. */
export const restore: Command = {
  summary: 'bring a backup back into an empty installation; stop the program first',
  run: (input) =>
    withFolder(input, 'restore', async (folder) => {
      const { deps, databaseUrl } = input
      if (deps.config.demoPassword !== undefined)
        throw new BackupError('By its settings this is the demo: set DEMO=false.')
      if (await hasPeople(deps.db))
        throw new BackupError('There are people in this database: restore into an empty one.')
      const { dataDirectory } = deps.config
      const now = deps.clock()
      return restoreBackup({
        ...{ databaseUrl, dataDirectory, folder },
        giveUpWork: async (tx) => {
          await giveUpImports(tx, now)
          await giveUpVerifications(tx, now)
          await deleteExports(tx)
        },
      })
    }),
}

async function withFolder(
  { args, say }: CommandInput,
  name: string,
  work: (folder: string) => Promise<Manifest>,
): Promise<number> {
  const [folder, ...rest] = args
  if (folder === undefined || folder.startsWith('-') || rest.length > 0) {
    say(`Usage: ${name} FOLDER`)
    return 1
  }
  try {
    const { takenAt, migration, tables, files } = await work(folder)
    const megabytes = [...tables.map((table) => table.file), ...files]
      .reduce((sum, { bytes }) => sum + bytes / 1_000_000, 0)
      .toFixed(1)
    say(`${name} of ${takenAt}: ${tables.length} tables at ${migration}, ${files.length} files,`)
    say(`${megabytes} MB in ${folder}.`)
    return 0
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    say(error.message)
    return 1
  }
}
