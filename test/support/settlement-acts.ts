import { type BusyWorld, settled } from './factories/busy-world.ts'
import { pointsActs } from './points-acts.ts'
import type { Acts } from './write-acts.ts'

const reason = '天气原因'

/** The acts on settlements, on the slips of the households they went to, and on their points. */
export function settlementActs(world: BusyWorld): Acts {
  const { manager, official, waitingIds: settlementIds } = world
  const order = { purchaseOrderId: world.orderId }
  const document = { name: '巫农〔2026〕3 号', fileId: world.documentId }
  return {
    ...pointsActs(world),
    'billing.recordSettlements': [
      { about: 'of an order', as: manager, body: { ...order, rows: [settled('B-9')] } },
      { about: 'without one', as: manager, body: { rows: [settled('B-10')] } },
      {
        about: 'of a lot',
        as: manager,
        body: { lotId: world.offers[0].lotId, rows: [settled('B-11')] },
      },
    ],
    'billing.reverseSettlement': [
      {
        about: 'of an order',
        as: manager,
        params: { settlementId: world.settlementIds[0] ?? '' },
        body: { reason },
      },
      {
        about: 'without one',
        as: manager,
        params: { settlementId: world.waitingIds[0] ?? '' },
        body: { reason },
      },
    ],
    'billing.issueSlips': [
      {
        about: 'of an order',
        as: manager,
        body: { of: { kind: 'order', purchaseOrderId: world.orderId } },
      },
      {
        about: 'of a period',
        as: manager,
        body: { of: { kind: 'period', from: '2026-07-01', to: '2026-12-31' } },
      },
    ],
    'billing.renewSlip': { as: manager, params: { slipId: world.slip.id } },
    'billing.decideSettlements': [
      {
        about: 'confirm',
        as: official,
        body: { settlementIds, decision: { state: 'confirmed', document } },
      },
      {
        about: 'reject',
        as: official,
        body: {
          settlementIds: [...settlementIds].reverse(),
          decision: { state: 'rejected', reason },
        },
      },
    ],
  }
}
