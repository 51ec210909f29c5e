import { afterAll } from 'vitest'
import type { Clock } from '../../../server/platform/clock.ts'
import { testClock } from '../clock.ts'
import { type FakeStripe, startFake } from './fake-server.ts'

export type { FakeStripe } from './fake-server.ts'

/**
 * The fake of Stripe until the file's last test:
 *
 *     const stripe = await fakeStripe()
 *     const { deps } = await testApp({ settings: stripe.settings })
 *     stripe.money.pay(sessionId)
 */
export async function fakeStripe(clock: Clock = testClock): Promise<FakeStripe> {
  const fake = await startFake(clock)
  afterAll(() => fake.close())
  return fake
}
