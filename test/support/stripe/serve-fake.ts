import { setInterval } from 'node:timers'
import { systemClock } from '../../../server/platform/clock.ts'
import { receiveProviderEvent } from '../../../shared/billing/online.api.ts'
import { startFake } from './fake-server.ts'

/**
 * The fake of Stripe for a person who tries online payment out: `npm run stripe`, with the
 * program's address where it is not at http://localhost:3000.
 */
const [, , program = 'http://localhost:3000'] = process.argv
const { money, settings, sign } = await startFake(systemClock, 4242)
const names = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
process.stdout.write(
  `Stripe's fake answers. In another window:\n\n${names.join(' ')} npm start\n\n`,
)

/** The reports that have been sent; one that finds nobody is lost, as they sometimes are. */
let reported = 0
setInterval(async () => {
  const events = money.events.slice(reported)
  reported += events.length
  for (const event of events) {
    const payload = JSON.stringify(event)
    const headers = { 'content-type': 'application/json', 'stripe-signature': sign(payload) }
    const request = { method: 'POST', headers, body: payload }
    await fetch(`${program}${receiveProviderEvent.path}`, request).catch(() => null)
  }
}, 1_000)
