import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

const reason = '天气原因'

/** What officials decide about flags, and what a party says. */
export function reviewActs(world: BusyWorld): Acts {
  const { official, manager, leader, unit, admin, flagIds, orderLines, outside } = world
  const at = (state: keyof typeof outside.ids) => ({
    params: { outsideId: outside.ids[state] },
  })
  const open = { as: official, params: { flagId: flagIds.open } }
  const proposed = { as: official, params: { flagId: flagIds.proposed } }
  return {
    'review.clearFlag': { ...open, body: { reason } },
    'review.upholdFlag': { ...open, body: { reason, orderLineIds: [orderLines[0]?.id] } },
    'review.confirmFlag': proposed,
    'review.refuseFlag': { ...proposed, body: { reason } },
    'review.startCheckRun': {
      as: admin,
      body: { divisionCode: '500237', fromDay: '2026-07-01', toDay: '2026-07-31' },
    },
    'review.stateOnFlag': {
      as: manager,
      params: { flagId: flagIds.upheld },
      body: { statement: reason },
    },
    'review.enterOutside': {
      as: leader,
      body: {
        ...{ unitId: unit.id, channel: 'union', sellerName: '村民', grade: 'B', grams: 1_000 },
        ...{ villageCode: '500237222213', productName: '红薯', category: 'vegetables' },
        ...{ cents: 1_000, purchasedOn: '2026-06-01', paidOn: '2026-06-01', number: 'W-9' },
      },
    },
    'review.submitOutside': [
      { as: leader, ...at('draft'), body: outside.files },
      { as: official, about: 'for a unit', ...at('ofOfficial'), body: outside.filesOfOfficial },
    ],
    'review.withdrawOutside': [
      { as: leader, ...at('submitted') },
      { as: official, about: 'for a unit', ...at('ofOfficial') },
    ],
    'review.returnOutside': { as: official, ...at('submitted'), body: { reason } },
    'review.approveOutside': { as: official, ...at('submitted'), body: {} },
    ...openingActs(world),
    'review.reverseOutside': { as: official, ...at('approved'), body: { reason } },
  }
}

/** What officials enter and decide of years before the ledger. */
function openingActs({ official, secondOfficial, openings }: BusyWorld): Acts {
  const submitted = { params: { openingId: openings.submitted } }
  return {
    'review.enterOpening': {
      as: official,
      body: {
        ...{ year: 2021, source: '2021年台账', fileId: openings.file },
        lines: [{ villageCode: '500237222213', grams: 1_000, cents: 1_000 }],
      },
    },
    'review.withdrawOpening': { as: secondOfficial, ...submitted },
    'review.returnOpening': { as: official, ...submitted, body: { reason } },
    'review.approveOpening': { as: official, ...submitted },
    'review.reverseOpening': {
      ...{ as: official, params: { openingId: openings.approved }, body: { reason } },
    },
  }
}
