import { expect, test } from 'vitest'
import {
  type AccountMail,
  accountMailListeners,
  mailForAccounts,
} from '../../../server/accounts/index.ts'
import { emailCode, usePepper } from '../../../server/accounts/secrets.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import type { PublishedEvent } from '../../../server/platform/jobs/relay.ts'
import * as api from '../../../shared/accounts/accounts.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { stopBefore } from '../../support/race.ts'

let now = testClock()
const { call, refusal, send, database, deps } = await testApp({ clock: () => now })
const password = '春天的第一茬茶'
const better = '秋天的最后一茬茶叶真的香'
const organisationId = await anOrganisation(database)
const somebody = () => aMember(database, { organisationId, roles: ['buyer'], password })

async function enter(login: string, secret = password) {
  const response = await send(api.signIn, { body: { login, password: secret } })
  const cookie = `cunji_refresh=${response.cookies[0]?.value}`
  return { status: response.statusCode, token: response.json().accessToken, cookie }
}

const refresh = (cookie: string) =>
  send(api.refreshSession, {}, { headers: { cookie } }).then((response) => response.statusCode)

/** The link's token out of the mail that the person would get, or undefined without one. */
async function mailedToken(email: string): Promise<string | undefined> {
  const sent: AccountMail[] = []
  const mailing = { ...deps, sendMail: async (mail: AccountMail) => void sent.push(mail) }
  const announced = await database.sql<{ topic: string; subject_id: string }[]>`
    select topic, subject_id from platform.outbox join accounts.people
      on people.id = outbox.subject_id
    where email = ${email} order by outbox.id desc limit 1`
  for (const { topic, subject_id: subjectId } of announced) {
    await mailForAccounts(mailing, contextFor(systemActor, now), { topic, subjectId })
  }
  return /reset-password#([\w-]+)/.exec(sent[0]?.text ?? '')?.[1]
}

test('a changed password signs out every other device, not this one', async () => {
  const { email } = await somebody()
  const [desk, phone] = [await enter(email), await enter(email)]
  const body = { currentPassword: password, newPassword: better }
  const { endedSessions } = await call(api.changePassword, { body }, { as: desk.token })
  expect(endedSessions).toBe(1)
  expect([await refresh(desk.cookie), await refresh(phone.cookie)]).toEqual([200, 401])
  expect((await enter(email)).status).toBe(401)
  expect((await enter(email, better)).status).toBe(200)
})

test('a sign-in that renews the hash does not bring a changed password back', async () => {
  const { email } = await somebody()
  const { token } = await enter(email)
  usePepper('a key for passwords alone, 32 characters')
  try {
    const stop = stopBefore(database, /update "accounts"."people" set "password_hash"/)
    const late = enter(email)
    await stop.reached
    const body = { currentPassword: password, newPassword: better }
    await call(api.changePassword, { body }, { as: token })
    stop.release()
    await late
    expect((await enter(email)).status).toBe(401)
    expect((await enter(email, better)).status).toBe(200)
  } finally {
    usePepper(undefined)
  }
})

test('the current password must be right, and guessing it is limited like signing in', async () => {
  const { email } = await somebody()
  const { token } = await enter(email)
  const guess = () =>
    refusal(
      api.changePassword,
      { body: { currentPassword: 'no', newPassword: better } },
      { as: token },
    )
  expect((await guess()).fields).toMatchObject([
    { path: ['currentPassword'], code: 'wrong_password' },
  ])
  for (let count = 1; count < 10; count += 1) await guess()
  expect((await guess()).code).toBe('too_many_requests')
})

test('a mailed link sets a new password once, and signs out everywhere', async () => {
  const { email } = await somebody()
  const { cookie } = await enter(email)
  await call(api.requestPasswordReset, { body: { email } })
  const token = (await mailedToken(email)) ?? ''
  const body = { token, newPassword: better }
  const both = await Promise.all([
    send(api.resetPassword, { body }),
    send(api.resetPassword, { body }),
  ])
  expect(both.map((response) => response.statusCode).sort()).toEqual([200, 410])
  expect(await refresh(cookie)).toBe(401)
  expect((await enter(email, better)).status).toBe(200)
})

test('whose password was set or whose address was replaced is told, at the address of that moment', async () => {
  const { email, personId } = await somebody()
  const { token } = await enter(email)
  const body = { currentPassword: password, newPassword: better }
  await call(api.changePassword, { body }, { as: token })
  const fresh = 'new-address@people.test'
  await call(api.requestEmail, { body: { email: fresh, password: better } }, { as: token })
  const [claim] = await database.sql<{ id: string }[]>`
    select id from accounts.email_claims where person_id = ${personId}`
  const code = emailCode(deps.config, claim?.id ?? '')
  await call(api.confirmEmail, { body: { code } }, { as: token })

  const sent: AccountMail[] = []
  const mailing = { ...deps, sendMail: async (mail: AccountMail) => void sent.push(mail) }
  const listeners = accountMailListeners({
    enqueue: async (_tx, _name, wanted) =>
      mailForAccounts(
        mailing,
        contextFor(systemActor, now),
        wanted as { topic: string; subjectId: string },
      ),
  })
  const events = await database.sql<PublishedEvent[]>`
    select id, topic, subject_type as "subjectType", subject_id as "subjectId", payload,
      created_at as "publishedAt"
    from platform.outbox where subject_id = ${personId} order by id`
  await transaction(database.db, async (tx) => {
    for (const event of events) {
      const listener = listeners.find(({ topic }) => topic === event.topic)
      await listener?.handle(tx, contextFor(systemActor, now), [event])
    }
  })
  expect(sent.map(({ to, subject }) => [to, subject])).toEqual([
    [email, '村集：您的密码已更改'],
    [email, '村集：您的账号换了邮箱'],
  ])
})

test('a link ends after an hour; the database holds only its hash', async () => {
  const { email } = await somebody()
  await call(api.requestPasswordReset, { body: { email } })
  const token = (await mailedToken(email)) ?? ''
  const kept =
    await database.sql`select token_hash from accounts.password_resets where token_hash = ${token}`
  expect(kept).toHaveLength(0)
  const start = now
  now = new Date(start.getTime() + 3_600_000)
  const refused = await refusal(api.resetPassword, { body: { token, newPassword: better } })
  expect(refused.code).toBe('link_expired')
  now = start
})

test('asking for a link tells nobody whether there is such an account', async () => {
  const { email } = await somebody()
  const known = await send(api.requestPasswordReset, { body: { email } })
  const unknown = await send(api.requestPasswordReset, { body: { email: 'nobody@people.test' } })
  expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body])
  expect(known.statusCode).toBe(202)
  expect(await mailedToken('nobody@people.test')).toBeUndefined()
})

test('nobody gets more than three such mails in a quarter of an hour', async () => {
  const { email } = await somebody()
  for (let count = 0; count < 3; count += 1)
    await call(api.requestPasswordReset, { body: { email } })
  expect((await refusal(api.requestPasswordReset, { body: { email } })).code).toBe(
    'too_many_requests',
  )
})

test('a new password ends the wait after too many wrong ones', async () => {
  const { email } = await somebody()
  for (let count = 0; count < 11; count += 1) await enter(email, 'no')
  expect((await enter(email)).status).toBe(429)
  await call(api.requestPasswordReset, { body: { email } })
  const token = (await mailedToken(email)) ?? ''
  await call(api.resetPassword, { body: { token, newPassword: better } })
  expect((await enter(email, better)).status).toBe(200)
})

test('one changes one’s name and language', async () => {
  const { email } = await somebody()
  const { token } = await enter(email)
  const changed = await call(api.updateAccount, { body: { locale: 'en' } }, { as: token })
  expect(changed).toMatchObject({ locale: 'en', name: '王小明' })
  const { person } = await call(api.showSession, {}, { as: token })
  expect(person.locale).toBe('en')
})
