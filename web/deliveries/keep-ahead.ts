import * as api from '../../shared/deliveries/deliveries.api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { useSession } from '../platform/session.store.ts'
import { keepToPack } from './use-packing.ts'
import { keepOpenShipments } from './use-shipment.ts'

/** What was kept less than this long ago need not be asked for again. */
const freshMilliseconds = 60_000
let last = { owner: '', at: 0 }

/**
 * Keeps on this device what waits for this person's side, so that it opens without a signal
 * whatever page they saw before. Where the server does not answer, what was kept before stays.
 */
export async function keepAhead(): Promise<void> {
  const session = useSession()
  const { owner } = session
  if (last.owner === owner && Date.now() - last.at < freshMilliseconds) return
  last = { owner, at: Date.now() }
  const answers = await Promise.allSettled([
    session.may(api.listOpenShipments.access) && keepOpenShipments(owner),
    session.may(api.listToPack.access) && keepToPack(owner),
  ])
  for (const answer of answers) {
    if (answer.status === 'fulfilled') continue
    last.at = 0
    if (!(answer.reason instanceof ApiProblem)) throw answer.reason
  }
}
