import { expect, test } from 'vitest'
import { groupMembers } from '../../../server/assistance/assistance.tables.ts'
import { recordSettlements } from '../../../server/billing/record-settlements.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aGroup } from '../../support/factories/assistance.ts'
import { xiazhuang } from '../../support/factories/attribution.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
} from '../../support/factories/deliveries.ts'
import { aUnit } from '../../support/factories/organisations.ts'

const { call, database } = await testApp()

// An order whose every stage lies in a month of its own.
const order = await aConfirmedOrder(database, { lines: [{ quantity: 10 }] })
const { purchaseOrderId, manager, finance, receiver, packer, unit } = order
const on = (day: string) => new Date(`${day}T02:00:00Z`)
const shipment = { purchaseOrderId, packer, at: on('2026-08-10') }
const { shipmentId } = await aDispatchedShipment(database, shipment)
await aReceipt(database, { shipmentId, receiver, at: on('2026-09-10') })
const { invoiceId } = await anInvoice(database, {
  purchaseOrderId,
  manager,
  issuedOn: '2026-10-10',
  at: on('2026-10-10'),
})
const payment = { invoiceId, amountCents: 60_000, finance, manager }
await aConfirmedPayment(database, { ...payment, paidOn: '2026-11-10', at: on('2026-11-10') })
await transaction(database.db, (tx) =>
  recordSettlements(tx, contextFor(manager, on('2026-11-20')), {
    purchaseOrderId,
    rows: [
      {
        recipientKind: 'collective',
        householdNumber: null,
        villageCode: xiazhuang,
        recipientName: '下庄村集体经济组织',
        amountCents: 7_000,
        settledOn: '2026-11-20',
        bankReference: '',
      },
    ],
  }),
)

const months = ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11'] as const
const monthOfStage = {
  ordered: '2026-07',
  shipped: '2026-08',
  accepted: '2026-09',
  invoiced: '2026-10',
  paid: '2026-11',
  recognised: '2026-11',
} as const

/** What a group states for the year, whose member the unit was on those days only. */
async function progressOfGroup(fromDate: string, toDate: string) {
  const lead = await aUnit(database)
  const group = await aGroup(database, { leadUnitId: lead.id })
  await database.db
    .insert(groupMembers)
    .values({ id: newId(), groupId: group.id, unitId: unit.id, fromDate, toDate })
  const as = signedIn({ roles: ['group_coordinator'], organisationId: group.id })
  return call(api.readProgress, { query: { period: '2026' } }, { as })
}

const memberships = months.flatMap((first, at) => months.slice(at).map((last) => [first, last]))

// It joins after the day of every stage: the month of joining counts whole.
test.each(memberships)(
  '§3.8 a member from %s to %s counts with the stages of these months',
  async (first, last) => {
    const { stages, collectiveCents } = await progressOfGroup(`${first}-20`, `${last}-28`)
    const stated = Object.fromEntries(stages.map(({ stage, cents }) => [stage, cents]))
    const expected = Object.entries(monthOfStage).map(([stage, month]) => [
      stage,
      first <= month && month <= last ? 60_000 : 0,
    ])
    expect(stated).toEqual(Object.fromEntries(expected))
    expect(collectiveCents).toBe(last === '2026-11' ? 7_000 : 0)
  },
)

test('§3.8 the month of leaving counts whole, though the stage came after that day', async () => {
  const { stages } = await progressOfGroup('2026-08-31', '2026-10-01')
  expect(stages.filter(({ cents }) => cents === 60_000).map(({ stage }) => stage)).toEqual([
    'shipped',
    'accepted',
    'invoiced',
  ])
})
