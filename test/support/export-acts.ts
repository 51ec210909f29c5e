import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** One act of every endpoint that writes files made in the background, by each who may. */
export function exportActs({ leader, official, coordinator, admin, exportIds }: BusyWorld): Acts {
  const makers = { leader, official, coordinator, admin }
  const body = { kind: 'ledger_xlsx', query: { period: '2026' } }
  return {
    'exchange.startExport': Object.entries(makers).map(([about, as]) => ({ about, as, body })),
    'exchange.removeExport': Object.entries(makers).map(([about, as]) => ({
      ...{ about, as },
      params: { exportId: exportIds[about as keyof typeof makers] },
    })),
  }
}
