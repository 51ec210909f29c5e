import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

const reason = '天气原因'

/** What officials decide about flags, and what a party says. */
export function reviewActs(world: BusyWorld): Acts {
  const { official, manager, flagIds, orderLines, admin } = world
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
  }
}
