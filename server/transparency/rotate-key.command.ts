import { writeVerifierKey } from '../../shared/transparency/signed-note.ts'
import type { Command } from '../platform/command.ts'
import { rotateKey } from './keep-log.ts'

/** `rotate log-key`: another key for the log, from now on. */
export const rotateLogKey: Command = {
  summary: 'give the log of the ledger another signing key; the old one stays listed',
  run: async ({ deps, say }) => {
    const key = await rotateKey(deps)
    say('From now on the heads of the log are signed by this key. Tell those who follow it:')
    say(writeVerifierKey(key))
    return 0
  },
}
