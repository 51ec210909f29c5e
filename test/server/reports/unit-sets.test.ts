import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { groupMembers } from '../../../server/assistance/assistance.tables.ts'
import { foldEntries, keepUnitSets } from '../../../server/attribution/index.ts'
import { units } from '../../../server/organisations/organisations.tables.ts'
import { newId } from '../../../server/platform/ids.ts'
import { resolveReport } from '../../../server/reports/resolve-report.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aGroup } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'
import { aUnit } from '../../support/factories/organisations.ts'

const { call, database } = await testApp()
const lead = await aUnit(database)
const below = await aUnit(database, { parentId: lead.id })
const deeper = await aUnit(database, { parentId: below.id })
const guest = await aUnit(database)
const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [below.id] })

/** A member that leaves and comes back within a month, and stays until the next. */
async function aGuest(fromDate: string, toDate: string | null) {
  const member = { id: newId(), groupId: group.id, unitId: guest.id, fromDate, toDate }
  await database.db.insert(groupMembers).values(member)
}

await aGuest('2026-03-02', '2026-04-10')
await aGuest('2026-04-20', '2026-05-01')
const asGroup = signedIn({ roles: ['group_coordinator'], organisationId: group.id })
const asLead = signedIn({ roles: ['unit_leader'], organisationId: lead.id })
const sellTo = (unitId: string, on: string, cents: number) =>
  aRecognisedSale(database, {
    on,
    cents,
    grams: cents,
    credit: aCredit({ directCredits: [{ unitId, shareBasisPoints: 10_000 }] }),
  })
await sellTo(guest.id, '2026-05-09', 700)
await sellTo(guest.id, '2026-06-09', 50_000)
await sellTo(deeper.id, '2026-06-10', 30)
await sellTo(lead.id, '2026-06-11', 4)

const keep = (at: string) => keepUnitSets({ db: database.db, clock: () => new Date(at) }, 2)

async function setOf(as: typeof asGroup, question: { withBelow?: boolean } = {}) {
  const context = contextFor(as, new Date('2026-11-22T02:00:00Z'))
  const report = await resolveReport(database.db, context, { period: '2026', ...question })
  return report.scope.setId
}

const centsOf = async (as: typeof asGroup) => {
  const { items } = await call(api.listTrend, { query: { period: '2026' } }, { as })
  const { items: ranked } = await call(
    api.listRanking,
    { query: { period: '2026', by: 'product', limit: 20 } },
    { as },
  )
  const total = items.reduce((sum, { cents }) => sum + Number(cents), 0)
  expect(ranked.reduce((sum, { cents }) => sum + Number(cents), 0)).toBe(total)
  return total
}

test('§3.8 the sums of a group and of a unit with those below it are kept, and follow who belongs to them', async () => {
  expect(await centsOf(asGroup)).toBe(704)
  expect(await setOf(asGroup)).toBeUndefined()
  await keep('2026-11-22T02:00:00Z')
  const before = await setOf(asGroup)
  expect(before).toBeDefined()
  expect(await setOf(asLead, { withBelow: true })).toBeDefined()
  while (await foldEntries(database.db));
  expect(await centsOf(asGroup)).toBe(704)

  // In the instant of a change the new members count, read one by one.
  await database.db
    .update(groupMembers)
    .set({ toDate: '2026-06-01' })
    .where(eq(groupMembers.toDate, '2026-05-01'))
  await database.db.update(units).set({ parentId: null }).where(eq(units.organisationId, deeper.id))
  expect(await setOf(asGroup)).toBeUndefined()
  expect(await centsOf(asGroup)).toBe(50_704)
  await keep('2026-11-22T03:00:00Z')
  expect(await setOf(asGroup)).not.toBe(before)
  expect(await centsOf(asGroup)).toBe(50_704)

  // What nobody means any more is still right for whoever reads it, and gone an hour later.
  const kept = () => database.sql<{ id: string }[]>`
    select id::text from attribution.unit_sets union
    select set_id::text from attribution.unit_set_sums union
    select set_id::text from attribution.unit_set_members`
  expect((await kept()).map(({ id }) => id)).toContain(before)
  await keep('2026-11-22T04:00:01Z')
  expect((await kept()).map(({ id }) => id)).not.toContain(before)
  expect(await centsOf(asGroup)).toBe(50_704)
})
