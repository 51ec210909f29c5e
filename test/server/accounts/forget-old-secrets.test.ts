import { expect, test } from 'vitest'
import { forgetOldSecrets } from '../../../server/accounts/index.ts'
import {
  refreshSession,
  requestPasswordReset,
  signIn,
} from '../../../shared/accounts/accounts.api.ts'
import { testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

let now = testClock()
const { send, call, database, deps } = await testApp({ clock: () => now })

test('what can let nobody in any more is forgotten after a month, what still can is not', async () => {
  const organisationId = await anOrganisation(database)
  const password = '春天的第一茬茶叶'
  const { email } = await aMember(database, { organisationId, roles: ['buyer'], password })
  const enter = () => send(signIn, { body: { login: email, password } })
  await call(requestPasswordReset, { body: { email } })
  const old = await enter()
  const start = now
  now = new Date(start.getTime() + 61 * 86_400_000)
  const fresh = await enter()
  await forgetOldSecrets(deps).run({})
  const kept = await database.sql`select 1 from accounts.refresh_tokens`
  expect(kept).toHaveLength(1)
  const attempts =
    await database.sql`select 1 from accounts.sign_in_attempts where window_started_at <= ${start}`
  expect(attempts).toHaveLength(0)
  const refresh = (response: typeof old) =>
    send(
      refreshSession,
      {},
      {
        headers: { cookie: `cunji_refresh=${response.cookies[0]?.value}` },
      },
    )
  expect((await refresh(old)).statusCode).toBe(401)
  expect((await refresh(fresh)).statusCode).toBe(200)
})
