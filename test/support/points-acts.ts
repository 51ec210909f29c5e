import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** What the keeper of a village's points does. */
export function pointsActs({ manager, points, lotNumber }: BusyWorld): Acts {
  const { bookId, ruleId, weightRuleId, rewardId, entryId } = points
  const own = { as: manager, params: { bookId } }
  const occurredOn = '2026-07-21'
  const decided = { decidedBy: '村民代表会议', validFrom: '2026-07-01' }
  return {
    'points.openBook': { as: manager, body: { villageCode: '500237222214' } },
    'points.addRule': { ...own, body: { basis: 'deed', deed: '植树', points: 3, ...decided } },
    'points.endRule': {
      as: manager,
      params: { bookId, ruleId },
      body: { validTo: '2026-12-31' },
    },
    'points.addReward': { ...own, body: { name: '菜油 1 桶', points: 4, count: 5 } },
    'points.stockReward': {
      as: manager,
      params: { bookId, rewardId },
      body: { countChange: 1 },
    },
    'points.awardPoints': { ...own, body: { ruleId, occurredOn, householdNumbers: ['88', '89'] } },
    'points.recordContributions': {
      ...own,
      body: {
        ...{ ruleId: weightRuleId, lotNumber, occurredOn },
        rows: [{ householdNumber: '88', grams: 1_000 }],
      },
    },
    'points.redeemPoints': {
      ...own,
      body: { rewardId, householdNumber: '88', count: 1, occurredOn },
    },
    'points.issueSlips': [
      { ...own, about: 'of the unpaid', body: {} },
      { ...own, about: 'of some', body: { householdNumbers: ['88'] } },
    ],
    'points.reverseEntry': {
      as: manager,
      params: { bookId, entryId },
      body: { reason: '记错了户' },
    },
  }
}
