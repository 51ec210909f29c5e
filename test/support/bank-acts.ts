import type { BusyWorld } from './factories/busy-world.ts'
import type { Act } from './write-acts.ts'

/** The acts on lines of bank statements. */
export function bankActs(world: BusyWorld): Record<string, Act | Act[]> {
  const { manager, finance, bankLineId, ignoredLineId, sentLineId, oldLineId } = world
  const match = { match: { kind: 'payments', ids: [world.paymentId] } }
  const astray = {
    ...{ as: manager, about: 'misdirected', params: { lineId: bankLineId } },
    body: { match: { kind: 'misdirected', ids: [world.misdirectedId] } },
  }
  const lines = [
    { as: manager, lineId: bankLineId },
    { as: finance, lineId: sentLineId },
  ]
  const ofLines = (body: object) =>
    lines.map(({ as, lineId }) => ({ as, params: { lineId }, body }))
  return {
    'billing.matchBankLine': [...ofLines(match), astray],
    'billing.ignoreBankLine': ofLines({ reason: '利息' }),
    'billing.reopenBankLine': [
      { as: manager, params: { lineId: ignoredLineId } },
      { as: finance, params: { lineId: oldLineId } },
    ],
    'billing.suggestBankMatches': [{ as: manager }, { as: finance }],
  }
}
