import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** The acts of reserve filings (§3.13): a unit's own, and of one that waits for its supervisors. */
export function reserveActs({ leader, official, reserveFilingId }: BusyWorld): Acts {
  const budget = { budgetCents: 900_000, shareBasisPoints: 1_500, channels: ['canteen'] }
  const filing = { params: { filingId: reserveFilingId } }
  const returned = { answer: 'return', reason: '预算不全', version: 1 }
  return {
    'assistance.fileReserve': { as: leader, body: { year: 2026, ...budget, version: 0 } },
    'assistance.checkReserve': [
      { about: 'confirm', as: official, ...filing, body: { answer: 'confirm', version: 1 } },
      { about: 'return', as: leader, ...filing, body: returned },
    ],
    'assistance.remindOfReserve': { as: official, body: { year: 2027 } },
  }
}
