import { type NoticeTopic, noticeTopics } from '../../shared/notices/notices.api.ts'
import { authoritiesOf } from '../accounts/index.ts'
import { selectPayers } from '../billing/index.ts'
import { purchaseOrdersByIds } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { PublishedEvent } from '../platform/jobs/relay.ts'
import { type Audience, concerns, noticeRules } from './notice-rules.ts'
import { insertNotices, type NewNotice } from './notices.queries.ts'

/** Turns events into notices for those whom they concern, in the transaction given. */
export async function notifyAudience(
  tx: Transaction,
  context: Context,
  events: readonly PublishedEvent[],
): Promise<void> {
  const sidesOf = await sidesByOrder(tx, events)
  const othersOf = await otherSides(tx, events)
  const rows: NewNotice[] = []
  for (const event of events) {
    const payers = isPayersBusiness(event) ? await selectPayers(tx, event.subjectId) : []
    const makerOf = textIn(event.payload, 'organisationId')
    const sides = { ...sidesOf(event.payload), others: othersOf(event.payload), payers, makerOf }
    rows.push(...noticesOf(context, event, sides))
  }
  await insertNotices(tx, rows)
}

export function isNoticeTopic(topic: string): topic is NoticeTopic {
  return (noticeTopics as readonly string[]).includes(topic)
}

/** Such events are rare: each is asked for by itself. */
function isPayersBusiness({ topic }: PublishedEvent): boolean {
  return isNoticeTopic(topic) && noticeRules[topic].some(({ side }) => side === 'payers')
}

function noticesOf(context: Context, event: PublishedEvent, sides: Sides): NewNotice[] {
  const { topic, subjectType, subjectId, publishedAt } = event
  if (!isNoticeTopic(topic)) return []
  return noticeRules[topic].flatMap((audience) => {
    const { side, roles } = audience
    if (!concerns(audience, event.payload)) return []
    const about = { topic, subjectType, subjectId, createdAt: publishedAt }
    const payload = wordsOf(event.payload)
    const personId = side === 'maker' ? textIn(event.payload, 'personId') : null
    return organisationsOf(side, sides).map((organisationId) => {
      return { ...about, id: context.newId(), organisationId, personId, roles: [...roles], payload }
    })
  })
}

interface Sides {
  unitId: string | undefined
  cooperativeId: string | undefined
  /** The sides of a relation but who acted. */
  others: string[]
  /** The units that pay the cooperative. */
  payers: string[]
  /** For whom the person acts who had something made. */
  makerOf: string | undefined
}

function organisationsOf(side: Audience['side'], sides: Sides): string[] {
  if (side === 'others' || side === 'payers') return sides[side]
  const ofSide = { unit: sides.unitId, cooperative: sides.cooperativeId, maker: sides.makerOf }
  const organisationId = ofSide[side]
  return organisationId === undefined ? [] : [organisationId]
}

/** The organisations an event names, and those that look after the places it names. */
async function otherSides(reader: Reader, events: readonly PublishedEvent[]) {
  const codes = events.flatMap(({ payload }) => textsIn(payload, 'divisionCodes'))
  const authorities = await authoritiesOf(reader, [...new Set(codes)])
  return (payload: Record<string, unknown>): string[] => {
    const places = textsIn(payload, 'divisionCodes')
    const ids = [
      ...textsIn(payload, 'organisationIds'),
      ...places.flatMap((code) => authorities.get(code) ?? []),
    ]
    return [...new Set(ids)].filter((id) => id !== payload.byOrganisationId)
  }
}

function textsIn(payload: Record<string, unknown>, key: string): string[] {
  const value = payload[key]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Both sides: as the event names them, else as its purchase order does. */
async function sidesByOrder(reader: Reader, events: readonly PublishedEvent[]) {
  const unnamed = events.map(({ payload }) => payload).filter((payload) => !namesBoth(payload))
  const orderIds = unnamed.flatMap((payload) => textIn(payload, 'purchaseOrderId') ?? [])
  const orders = new Map(
    (await purchaseOrdersByIds(reader, orderIds)).map((order) => [order.id, order]),
  )
  return (payload: Record<string, unknown>): Pick<Sides, 'unitId' | 'cooperativeId'> => {
    const order = orders.get(textIn(payload, 'purchaseOrderId') ?? '')
    return {
      unitId: textIn(payload, 'unitId') ?? order?.unitId,
      cooperativeId: textIn(payload, 'cooperativeId') ?? order?.cooperativeId,
    }
  }
}

function namesBoth(payload: Record<string, unknown>): boolean {
  return textIn(payload, 'unitId') !== undefined && textIn(payload, 'cooperativeId') !== undefined
}

/** The values that a notice's sentence may contain. */
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
