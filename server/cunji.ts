import { requireLive } from './accounts/index.ts'
import { loadConfig } from './config.ts'
import { systemClock } from './platform/clock.ts'
import type { Command } from './platform/command.ts'
import { newId } from './platform/ids.ts'
import { openDatabase } from './start.ts'
import { startupErrorMessage } from './startup-error.ts'

/** Every command, loaded only when it is asked for. */
const commands: Record<string, () => Promise<Command>> = {
  'set-up': async () => (await import('./organisations/set-up.command.ts')).setUp,
  'import divisions': async () =>
    (await import('./villages/divisions.command.ts')).importDivisionsCommand,
  'rotate log-key': async () => (await import('./transparency/rotate-key.command.ts')).rotateLogKey,
  backup: async () => (await import('./exchange/backup.command.ts')).backup,
  restore: async () => (await import('./exchange/backup.command.ts')).restore,
  verify: async () => (await import('./reports/verify.command.ts')).verify,
}

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(words: readonly string[]): Promise<number> {
  // A name may have two words, such as "import divisions".
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((command) => command in commands)
  const load = name === undefined ? undefined : commands[name]
  if (name === undefined || load === undefined) return listCommands(words)
  const command = await load()
  const args = words.slice(name.split(' ').length)

  const config = loadConfig()
  const steps: (() => Promise<unknown>)[] = []
  try {
    const { pool, ownerUrl } = await openDatabase(config, steps)
    const deps = { config, clock: systemClock, newId, db: pool.db, reportDb: pool.db, requireLive }
    return await command.run({ deps, pool, databaseUrl: ownerUrl, args, say })
  } catch (error) {
    process.stderr.write(`${startupErrorMessage(error, config)}\n`)
    return 1
  } finally {
    for (const step of steps.reverse()) await step()
  }
}

async function listCommands(words: readonly string[]): Promise<number> {
  if (words.length > 0) say(`There is no command "${words.join(' ')}".\n`)
  say('npm run cunji -- COMMAND, where COMMAND is one of:\n')
  for (const [name, load] of Object.entries(commands))
    say(`  ${name.padEnd(18)} ${(await load()).summary}`)
  return words.length > 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
