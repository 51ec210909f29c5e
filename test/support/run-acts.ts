import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** One act of every endpoint that writes payment runs. */
export function runActs(world: BusyWorld): Acts {
  const { finance } = world
  const run = { params: { runId: world.runId } }
  const reason = '重做'
  return {
    'billing.preparePaymentRun': {
      as: finance,
      body: { dueUntil: '2026-12-31', invoiceIds: [world.invoiceId] },
    },
    'billing.releasePaymentRun': { as: finance, ...run },
    'billing.cancelPaymentRun': { as: finance, ...run, body: { reason } },
    'billing.returnRunPayment': {
      as: finance,
      params: { runId: world.releasedRunId },
      body: { cooperativeId: world.seller.id, reason },
    },
  }
}
