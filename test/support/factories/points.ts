import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { addReward, addRule, openBook } from '../../../server/points/keep-book.ts'
import { awardPoints } from '../../../server/points/record-points.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { paidAt } from './billing.ts'

/** The points of a village with a rule by deed and one by weight, a reward, and an award. */
export async function aPointsBook(database: TestDatabase, manager: Actor) {
  const context = contextFor(manager, paidAt)
  const decided = { decidedBy: '村民代表会议', validFrom: '2026-01-01' }
  return transaction(database.db, async (tx) => {
    const { id: bookId } = await openBook(tx, context, { villageCode: '500237222213' })
    const deed = { basis: 'deed' as const, deed: '清扫道路', points: 5, ...decided }
    const weight = { basis: 'kilogram' as const, deed: '交售脆李', points: 1, ...decided }
    const rule = await addRule(tx, context, { bookId, ...deed })
    const weightRule = await addRule(tx, context, { bookId, ...weight })
    const reward = await addReward(tx, context, { bookId, name: '大米 1 袋', points: 2, count: 9 })
    const day = { occurredOn: '2026-07-20', householdNumbers: ['88'] }
    const { ids } = await awardPoints(tx, context, { bookId, ruleId: rule.id, ...day })
    const [entryId = ''] = ids
    return { bookId, ruleId: rule.id, weightRuleId: weightRule.id, rewardId: reward.id, entryId }
  })
}
