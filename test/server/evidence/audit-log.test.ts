import { expect, test } from 'vitest'
import { recordAudit } from '../../../server/evidence/index.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { listAudit } from '../../../shared/evidence/evidence.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

const { call, refusal, database } = await testApp()
const organisationId = await anOrganisation(database, { name: '下庄中心小学' })
const leader = await aMember(database, { organisationId, roles: ['unit_leader'], name: '张伟' })

async function act(action: string, at: string, actor = leader.actor) {
  await transaction(database.db, (tx) =>
    recordAudit(tx, contextFor(actor, new Date(at)), {
      action,
      subjectType: 'requisition',
      subjectId: 'R-1',
      before: { state: 'submitted' },
      after: { state: 'approved' },
    }),
  )
}

test('a unit’s leader reads the acts of the unit, with names, and nobody else’s', async () => {
  await act('orders.approve', '2026-03-01T08:00:00+08:00')
  await act('orders.approve', '2026-03-01T08:00:00+08:00', signedIn({ roles: ['approver'] }))
  const page = await call(listAudit, { query: {} }, { as: leader.actor })
  expect(page.items).toHaveLength(1)
  expect(page.items[0]).toMatchObject({
    action: 'orders.approve',
    personName: '张伟',
    organisationName: '下庄中心小学',
    before: { state: 'submitted' },
    after: { state: 'approved' },
  })
  const other = signedIn({ roles: ['unit_leader'] })
  expect((await call(listAudit, { query: {} }, { as: other })).items).toEqual([])
})

test('§2.5 the days of the filter are days in Shanghai', async () => {
  await act('orders.late', '2026-04-01T23:59:59+08:00')
  await act('orders.late', '2026-04-02T00:00:00+08:00')
  const query = { action: 'orders.late', from: '2026-04-01', to: '2026-04-01' }
  const page = await call(listAudit, { query }, { as: leader.actor })
  expect(page.items.map((item) => item.at)).toEqual(['2026-04-01T15:59:59.000Z'])
})

test('the platform reads all; buyers and officials none', async () => {
  const admin = signedIn({ roles: ['platform_admin'] })
  expect((await call(listAudit, { query: {} }, { as: admin })).items.length).toBeGreaterThan(2)
  for (const as of [
    signedIn({ roles: ['buyer'] }),
    signedIn({ roles: ['official'], divisionCode: '500237' }),
  ]) {
    expect((await refusal(listAudit, { query: {} }, { as })).status).toBe(403)
  }
})

test('the log cannot be changed, whoever asks', async () => {
  await expect(database.sql`update evidence.audit_entries set action = 'x'`).rejects.toThrow(
    'append-only',
  )
  await expect(database.sql`delete from evidence.audit_entries`).rejects.toThrow('append-only')
})
