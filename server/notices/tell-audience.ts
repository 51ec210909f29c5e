import { type NoticeTopic, noticeTopics } from '../../shared/notices/notices.api.ts'
import { purchaseOrderById } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { Announced } from '../platform/jobs/relay.ts'
import { concerns, noticeRules } from './notice-rules.ts'
import { insertNotices } from './notices.queries.ts'

/** Turns an announcement into notices for those whom it concerns, in the transaction given. */
export async function tellAudience(
  tx: Transaction,
  context: Context,
  heard: Announced,
): Promise<void> {
  if (!isNoticeTopic(heard.topic)) return
  const parties = await partiesOf(tx, heard.payload)
  const rows = noticeRules[heard.topic].flatMap((audience) => {
    const { side, roles } = audience
    const organisationId = side === 'unit' ? parties.unitId : parties.cooperativeId
    if (organisationId === undefined || !concerns(audience, heard.payload)) return []
    const { topic, subjectType, subjectId, announcedAt } = heard
    const about = { topic, subjectType, subjectId, createdAt: announcedAt }
    const payload = wordsOf(heard.payload)
    return [{ ...about, id: context.newId(), organisationId, roles: [...roles], payload }]
  })
  await insertNotices(tx, rows)
}

export function isNoticeTopic(topic: string): topic is NoticeTopic {
  return (noticeTopics as readonly string[]).includes(topic)
}

interface Parties {
  unitId: string | undefined
  cooperativeId: string | undefined
}

/** Both sides: as the announcement names them, else as its purchase order does. */
async function partiesOf(reader: Reader, payload: Record<string, unknown>): Promise<Parties> {
  const unitId = textIn(payload, 'unitId')
  const cooperativeId = textIn(payload, 'cooperativeId')
  const orderId = textIn(payload, 'purchaseOrderId')
  if ((unitId !== undefined && cooperativeId !== undefined) || orderId === undefined) {
    return { unitId, cooperativeId }
  }
  const order = await purchaseOrderById(reader, orderId)
  return {
    unitId: unitId ?? order?.unitId,
    cooperativeId: cooperativeId ?? order?.cooperativeId,
  }
}

/** What the sentence of a notice may name. */
function wordsOf(payload: Record<string, unknown>): Record<string, string | number> {
  const words = Object.entries(payload).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  )
  return Object.fromEntries(words)
}

function textIn(payload: Record<string, unknown>, key: string): string | undefined {
  const value = payload[key]
  return typeof value === 'string' ? value : undefined
}
