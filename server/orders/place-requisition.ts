import { AppError } from '../../shared/errors.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import type { KeptAnswer, KeyedRequest } from '../platform/http/idempotency.ts'
import type { Asked } from './order-plan.ts'
import { keptPlacement } from './placement.queries.ts'
import { type PlacingDependencies, readGround } from './placing-ground.ts'
import { planRequisition } from './plan-requisition.ts'
import { requestedLines } from './requested-line.ts'
import { submitRequisition } from './submit-requisition.ts'
import { writeOrder } from './write-order.ts'

export interface PlacingInput extends Asked {
  channelId: string
  note: string
}

/** How often what moved meanwhile is read again before it is given up. */
const attempts = 4

/**
 * Places an order for the actor's unit, or hands it in for a signature where it is above what the
 * unit lets pass (§5.4). What is decided here on what was read is checked again by the statement
 * that writes (§5.3); where something moved, it is read and decided anew. The answer is kept under
 * the key, and a request that comes again gets the same bytes (§5.5).
 */
export async function placeRequisition(
  deps: PlacingDependencies,
  context: Context,
  input: PlacingInput,
  key: KeyedRequest | null,
): Promise<KeptAnswer> {
  const unitId = organisationOf(context.actor)
  const packIds = input.lines.map((line) => line.packId)
  const question = { unitId, channelId: input.channelId, packIds, now: context.now }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const ground = await readGround(deps, question, { fresh: attempt > 1 })
    const { offers, channel, remembered } = ground
    const deliverTo = channel.divisionCode
    const plan = planRequisition(input, { offers, deliverTo, now: context.now })
    const refused = plan.problems.length > 0
    const signs = !refused && plan.goodsCents + plan.freightCents > channel.freeUpToCents
    if (!refused && !signs) {
      const { channelId, neededOn, note } = input
      const lines = JSON.stringify(requestedLines(plan))
      const number = await documentNumber(deps.db, 'RQ', context.now)
      const requisition = { id: context.newId(), number, note, lines, signedVersion: null }
      const order = { requisition, channelId, neededOn, ground, plan, key, status: 201 } as const
      const answer = await writeOrder(deps, context, order)
      if (answer !== null) return answer
      continue
    }
    if (remembered) continue
    const kept = await keptPlacement(deps.db, context, key)
    if (kept !== null) return kept
    if (refused) throw new AppError('validation_failed', { fields: plan.problems })
    return submitRequisition(deps.db, context, { input, plan, key })
  }
  throw new AppError('offers_changed')
}
