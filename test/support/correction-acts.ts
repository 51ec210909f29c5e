import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** One act of every endpoint that puts money right that was entered or paid wrongly. */
export function correctionActs(world: BusyWorld): Acts {
  const { manager, finance, paymentId, refundId } = world
  const body = { reason: '录错' }
  const small = { as: manager, params: { invoiceId: world.smallInvoiceId } }
  const waiver = { as: manager, params: { waiverId: world.waiverId } }
  return {
    'billing.waiveDifference': { ...small, body: { amountCents: 50, reason: '抹零' } },
    'billing.confirmWaiver': waiver,
    'billing.rejectWaiver': { ...waiver, body },
    'billing.withdrawPayment': { as: finance, params: { paymentId }, body },
    'billing.withdrawRefund': { as: manager, params: { refundId }, body },
    'billing.setOff': {
      as: manager,
      params: { fromInvoiceId: world.overpaidInvoiceId },
      body: { invoiceId: world.invoiceId, amountCents: 10 },
    },
    ...misdirectedActs(world),
    ...paymentMoveActs(world),
    'billing.voidInvoice': { ...small, body },
  }
}

/** By either side: what the other recorded, and what one's own did. */
function misdirectedActs(world: BusyWorld): Acts {
  const { manager, finance, misdirectedId, ownMisdirectedId } = world
  const sides = [
    { as: manager, partyId: world.unit.id, theirs: misdirectedId, own: ownMisdirectedId },
    { as: finance, partyId: world.seller.id, theirs: ownMisdirectedId, own: misdirectedId },
  ]
  const money = { isReturn: false, amountCents: 500, movedOn: '2026-11-20', reason: '付错' }
  const body = { reason: '不是这笔' }
  const decided = sides.map(({ as, theirs }) => ({ as, params: { misdirectedId: theirs } }))
  return {
    'billing.recordMisdirected': sides.map(({ as, partyId }, at) => {
      return { as, body: { ...money, partyId, bankReference: `M-${at}` } }
    }),
    'billing.confirmMisdirected': decided,
    'billing.rejectMisdirected': decided.map((act) => ({ ...act, body })),
    'billing.withdrawMisdirected': sides.map(({ as, own }) => {
      return { as, params: { misdirectedId: own }, body }
    }),
    'billing.setOffMisdirected': sides.map(({ as, partyId }) => {
      return { as, body: { partyId, invoiceId: world.invoiceId, amountCents: 10 } }
    }),
  }
}

/** By either side: what the other proposed, and what one's own did. */
function paymentMoveActs(world: BusyWorld): Acts {
  const { manager, finance, moveId, ownMoveId } = world
  const sides = [
    { as: manager, theirs: moveId, own: ownMoveId },
    { as: finance, theirs: ownMoveId, own: moveId },
  ]
  const body = { reason: '不是这张' }
  const decided = sides.map(({ as, theirs }) => ({ as, params: { moveId: theirs } }))
  return {
    'billing.proposePaymentMove': sides.map(({ as }) => ({
      as,
      params: { fromInvoiceId: world.invoiceId },
      body: {
        ...body,
        paymentId: world.movedPaymentId,
        invoiceId: world.openInvoiceId,
        amountCents: 5,
      },
    })),
    'billing.confirmPaymentMove': decided,
    'billing.rejectPaymentMove': decided.map((act) => ({ ...act, body })),
    'billing.withdrawPaymentMove': sides.map(({ as, own }) => {
      return { as, params: { moveId: own }, body }
    }),
  }
}
