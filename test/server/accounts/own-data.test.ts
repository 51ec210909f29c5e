import { expect, test } from 'vitest'
import { exportOwnData } from '../../../shared/accounts/accounts.api.ts'
import { ownData } from '../../../shared/accounts/accounts.schemas.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation, aSession } from '../../support/factories/accounts.ts'

const { send, database } = await testApp()

test('a person takes out what is kept about them, and nothing of others', async () => {
  const organisationId = await anOrganisation(database)
  const own = await aMember(database, { organisationId, roles: ['buyer'], name: '赵大勇' })
  await aMember(database, { organisationId, roles: ['approver'], name: '别人' })
  const sessionId = await aSession(database, own.personId)
  const as = { ...own.actor, sessionId }
  const answer = await send(exportOwnData, {}, { as })
  expect(answer.headers['content-disposition']).toContain('account.json')
  expect(answer.headers['cache-control']).toBe('no-store')
  const data = ownData.parse(JSON.parse(answer.body))
  expect(data.person).toMatchObject({ name: '赵大勇', email: own.email, hasPassword: false })
  expect(data.memberships).toMatchObject([{ roles: ['buyer'] }])
  expect(data.sessions).toHaveLength(1)
  expect(answer.body).not.toContain('别人')
  const [audited] = await database.sql`
    select action from evidence.audit_entries where person_id = ${own.personId}
    order by id desc limit 1`
  expect(audited?.action).toBe('accounts.export-own-data')
})

test('what has ended is kept, and so it is taken out too', async () => {
  const organisationId = await anOrganisation(database)
  const own = await aMember(database, { organisationId, roles: ['buyer'] })
  const former = await aMember(database, {
    ...{ organisationId: await anOrganisation(database), roles: ['finance'] },
    ...{ organisationName: '县医院', personId: own.personId },
  })
  const [sessionId, endedId] = [
    await aSession(database, own.personId),
    await aSession(database, own.personId),
  ]
  const endedAt = testClock().toISOString()
  await database.sql`update accounts.memberships set ended_at = ${endedAt}
    where id = ${former.membershipId}`
  await database.sql`update accounts.sessions set ended_at = ${endedAt}, ended_reason = 'signed-out'
    where id = ${endedId}`
  const answer = await send(exportOwnData, {}, { as: { ...own.actor, sessionId } })
  const data = ownData.parse(JSON.parse(answer.body))
  expect(data.memberships).toHaveLength(2)
  expect(data.memberships).toContainEqual(
    expect.objectContaining({ organisationName: '县医院', roles: ['finance'], endedAt }),
  )
  expect(data.sessions.map((session) => session.endedAt).sort()).toEqual([endedAt, null])
})

test('nobody takes out anything once the session is over', async () => {
  const stranger = signedIn({ roles: ['buyer'], sessionId: '01900000-0000-7000-8000-000000000001' })
  expect((await send(exportOwnData, {}, { as: stranger })).statusCode).toBe(401)
  expect((await send(exportOwnData, {})).statusCode).toBe(401)
})
