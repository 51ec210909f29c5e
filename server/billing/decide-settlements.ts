import { AppError, fieldError } from '../../shared/errors.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { type Actor, type Context, supervises } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { postSettlements } from './post-entries.ts'
import { lockConfirmations, selectSettlements, updateConfirmations } from './settlements.queries.ts'

/** How a county decides on settlements that name no order. */
export type SettlementDecision =
  | { state: 'confirmed'; document: { name: string; fileId: string } }
  | { state: 'rejected'; reason: string }

/**
 * Whether the actor decides for the county of a village: an official of the county or of an area
 * around it, not of a township within it.
 */
export function decidesForCounty(actor: Actor, villageCode: string): boolean {
  return supervises(actor, villageCode.slice(0, 6))
}

/**
 * Decides, all or none, on settlements that wait for their county (§3.14): confirmed with a
 * document they count from now on, rejected never. Throws `not_found` where one is not of the
 * official's area, `same_person`, or `illegal_transition` where one is decided already.
 */
export async function decideSettlements(
  tx: Transaction,
  context: Context,
  { settlementIds, decision }: { settlementIds: string[]; decision: SettlementDecision },
): Promise<void> {
  const { actor } = context
  const ids = [...new Set(settlementIds)]
  const document = decision.state === 'confirmed' ? decision.document : null
  if (document !== null && !(await fileExists(tx, document.fileId, actor.organisationId)))
    throw fieldError(['decision', 'document', 'fileId'], 'not_found')
  const confirmations = await lockConfirmations(tx, ids)
  const rows = (await selectSettlements(tx, ids)).map((row) => row.settlement)
  const isTheirs = rows.every((row) => decidesForCounty(actor, row.villageCode))
  if (confirmations.length < ids.length || !isTheirs) throw new AppError('not_found')
  const decided = confirmations.find((row) => row.state !== 'waiting')
  if (decided !== undefined)
    throw new AppError('illegal_transition', { values: { state: decided.state } })
  if (rows.some((row) => row.recordedBy === actor.personId)) throw new AppError('same_person')
  await updateConfirmations(tx, ids, {
    state: decision.state,
    documentName: document?.name ?? null,
    documentFileId: document?.fileId ?? null,
    reason: decision.state === 'rejected' ? decision.reason : '',
    decidedBy: actor.personId,
    decidedAt: context.now,
  })
  if (decision.state === 'confirmed') await postSettlements(tx, context, rows)
  for (const [cooperativeId, own] of Map.groupBy(rows, (row) => row.cooperativeId)) {
    await recordAudit(tx, context, {
      action: `billing.settlements-${decision.state}`,
      subjectType: 'cooperative',
      subjectId: cooperativeId,
      after: { ids: own.map((row) => row.id), decision },
    })
    await publishEvent(tx, context, {
      topic: `billing.settlements-${decision.state}`,
      subjectType: 'settlement',
      subjectId: own[0]?.id ?? '',
      payload: { count: own.length, organisationIds: [cooperativeId] },
    })
  }
}
