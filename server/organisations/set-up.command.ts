import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { AppError } from '../../shared/errors.ts'
import { setUpBody } from '../../shared/organisations/set-up.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Command } from '../platform/command.ts'
import { systemActor } from '../platform/context.ts'
import { transaction } from '../platform/db/transaction.ts'
import { setUpPlatform } from './set-up.ts'

const questions = {
  platform: 'Name of the organisation that runs the platform',
  name: 'Name of the first administrator',
  email: 'E-mail of the administrator (empty: none)',
  phone: 'Mobile number of the administrator (empty: none)',
} as const

type Answers = Record<keyof typeof questions, string>

const usage =
  'Usage: set-up --platform NAME --name NAME [--email ADDRESS] [--phone NUMBER]; one of the last ' +
  'two is needed.'

/** `set-up`: the platform, and an invitation for its first administrator. Repeatable until used. */
export const setUp: Command = {
  summary: 'make the platform and print a link for its first administrator; asks, or takes flags',
  run: async ({ deps, args, say }) => {
    if (deps.config.demoPassword !== undefined) {
      say(
        'By its settings this is the demo: set DEMO=false, here and at the start, for a real one.',
      )
      return 1
    }
    const answers = await answersFrom(args)
    const parsed = setUpBody.safeParse({
      platformName: answers?.platform,
      name: answers?.name,
      email: answers?.email || null,
      phone: answers?.phone || null,
    })
    if (!parsed.success) {
      if (answers !== null)
        say(
          `These do not fit: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}.`,
        )
      say(usage)
      return 1
    }
    const now = deps.clock()
    const context = { actor: systemActor, requestId: 'set-up', now, newId: deps.newId }
    try {
      const { link, expiresAt } = await transaction(deps.db, (tx) =>
        setUpPlatform(tx, context, { ...parsed.data, settings: deps.config }),
      )
      say(`The platform of ${parsed.data.platformName} is made. Its administrator opens this link`)
      say(`by ${dayOf(expiresAt)} and chooses a password; it works once:\n\n  ${link}\n`)
      say('Set up again before that, and only the newest link opens.')
      return 0
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'already_set_up')) throw error
      say('Nothing to do: there is an administrator already, who invites others on the screens.')
      return 0
    }
  },
}

/** What the flags say, and at a terminal what a person answers; null where neither is enough. */
async function answersFrom(args: readonly string[]): Promise<Answers | null> {
  const text = { type: 'string' } as const
  try {
    const options = { platform: text, name: text, email: text, phone: text }
    const { values } = parseArgs({ args: [...args], options })
    if (args.length > 0 || !process.stdin.isTTY)
      return { platform: '', name: '', email: '', phone: '', ...values }
  } catch {
    return null
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answers: Partial<Answers> = {}
  for (const [key, question] of Object.entries(questions))
    answers[key as keyof Answers] = (await terminal.question(`${question}: `)).trim()
  terminal.close()
  return answers as Answers
}
