import {
  areSameTerms,
  type PartialTerms,
  type SalesTerms,
  withTerms,
} from '../../../../shared/catalogue/sales-terms.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { centsToYuanText } from '../../../../shared/money.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { openTermsOf, termsOfMany } from '../../../catalogue/index.ts'
import { organisationsByIds } from '../../../organisations/index.ts'
import { organisationOf } from '../../../platform/context.ts'
import type { CheckInput, Decision } from '../kind.ts'
import { freightText } from './delivery-field.ts'
import type { SalesTermsValues } from './sales-terms-fields.ts'

export interface TermsPlan {
  cooperativeId: string
  /** Of the proposal; of one's own terms nothing is proposed. */
  proposalId: string
  /** What the row states; what is null stays. */
  stated: PartialTerms
  /** One's own terms as they stood. */
  stood: SalesTerms | null
  /** What was proposed before, where the row changes that. */
  before: PartialTerms | null
  /** Of one's own terms, or of the open proposal; null: a new proposal. */
  version: number | null
}

type Standing = Awaited<ReturnType<typeof termsOfMany>>[number]
type Open = Awaited<ReturnType<typeof openTermsOf>>[number]

/** What each row would set or propose, beside the terms that stand and what is proposed already. */
export async function checkSalesTerms({
  reader,
  context,
  rows,
}: CheckInput<SalesTermsValues>): Promise<Decision<TermsPlan>[]> {
  const { actor, now, newId } = context
  const organisationId = organisationOf(actor)
  const isOwn = actor.organisationKind === 'cooperative'
  const own = isOwn
    ? (await organisationsByIds(reader, [organisationId])).get(organisationId)
    : undefined
  const cooperativeIds = [
    ...new Set(rows.flatMap(({ values }) => values.cooperative?.id ?? own?.id ?? [])),
  ]
  const standing = await termsOfMany(reader, { cooperativeIds, today: dayOf(now) })
  const open = isOwn ? [] : await openTermsOf(reader, { organisationId, cooperativeIds })
  const standingOf = new Map(standing.map((row) => [row.cooperativeId, row]))
  const openOf = new Map(open.map((row) => [row.cooperativeId, row]))
  return rows.map(({ values }) => {
    const cooperative = values.cooperative ?? own
    const stands = standingOf.get(cooperative?.id ?? '')
    if (cooperative === undefined || stands === undefined)
      return {
        outcome: 'fault',
        key: newId(),
        faults: [{ field: 'cooperative', code: 'required' }],
      }
    const derived = values.cooperative === null ? { cooperative } : {}
    const proposed = openOf.get(stands.cooperativeId)
    return { ...decide(newId(), values, { stands, proposed, isOwn }), derived }
  })
}

function decide(
  newId: string,
  values: SalesTermsValues,
  known: { stands: Standing; proposed: Open | undefined; isOwn: boolean },
): Decision<TermsPlan> {
  const { stands, proposed, isOwn } = known
  const { cooperativeId, version } = stands
  const key = cooperativeId
  const read = statedTerms(values, stands)
  if ('faults' in read) return { outcome: 'fault', key, faults: read.faults }
  const { stated, names } = read
  const { cooperativeId: _, version: __, ...plain } = stands
  const stood = { ...plain, deliveryAreas: plain.deliveryAreas.map(({ name: _, ...area }) => area) }
  const isProposed = proposed !== undefined && areSameTerms(proposed.terms, stated)
  if (areSameTerms(stood, withTerms(stood, stated)) || isProposed)
    return { outcome: 'same', key, subject: { type: 'cooperative', id: cooperativeId } }
  const notes = differences(stands, stated, names)
  if (isOwn) {
    const plan = { cooperativeId, proposalId: newId, stated, stood, before: null, version }
    return { outcome: version === 0 ? 'create' : 'change', key, plan, notes }
  }
  const plan: TermsPlan = {
    ...{ cooperativeId, stated, stood: null, proposalId: proposed?.id ?? newId },
    ...{ before: proposed?.terms ?? null, version: proposed?.version ?? null },
  }
  return { outcome: proposed === undefined ? 'create' : 'change', key, plan, notes }
}

type StatedTerms = { stated: PartialTerms; names: Map<string, string> } | { faults: RowRemark[] }

/** An empty cell leaves the term as it stands; freight alone is that of all areas there are. */
function statedTerms(values: SalesTermsValues, stands: Standing): StatedTerms {
  const { minimumOrder: minimumOrderCents, cutOff, leadTime: leadTimeDays, freight } = values
  const asNamed = stands.deliveryAreas.map(({ code, name }) => ({
    ...{ code, pathName: name, freightCentsPerKg: null },
  }))
  const places = values.areas ?? (freight === null ? null : asNamed)
  const rest = { minimumOrderCents, cutOff, leadTimeDays }
  if (places === null) {
    if (Object.values(rest).every((term) => term === null)) return fault('areas', 'required')
    return { stated: { ...rest, deliveryAreas: null }, names: new Map() }
  }
  if (places.length === 0) return fault('areas', 'required')
  if (new Set(places.map(({ code }) => code)).size < places.length)
    return fault('areas', 'duplicate')
  const before = new Map(stands.deliveryAreas.map((area) => [area.code, area.freightCentsPerKg]))
  const deliveryAreas = places.flatMap(({ code, freightCentsPerKg }) => {
    const cents = freightCentsPerKg ?? freight ?? before.get(code)
    return cents === undefined ? [] : [{ code, freightCentsPerKg: cents }]
  })
  if (deliveryAreas.length < places.length) return fault('freight', 'required')
  const names = new Map(places.map(({ code, pathName }) => [code, pathName]))
  return { stated: { ...rest, deliveryAreas }, names }
}

function fault(field: string, code: RowRemark['code']): { faults: RowRemark[] } {
  return { faults: [{ field, code }] }
}

/** What would be another than it is, for whoever checks the sheet. */
function differences(
  stands: Standing,
  stated: PartialTerms,
  names: ReadonlyMap<string, string>,
): RowRemark[] {
  const areasText = (areas: readonly { code: string; freightCentsPerKg: number }[]) =>
    areas
      .map(({ code, freightCentsPerKg: cents }) => `${nameOf(code)} ${freightText(cents)}`)
      .sort()
      .join('、')
      .slice(0, 400) || '—'
  const nameOf = (code: string) =>
    names.get(code) ?? stands.deliveryAreas.find((area) => area.code === code)?.name ?? code
  const money = (cents: number) => `${centsToYuanText(cents)} 元`
  const pairs = [
    ['minimumOrder', stands.minimumOrderCents, stated.minimumOrderCents, money],
    ['leadTime', stands.leadTimeDays, stated.leadTimeDays, String],
    ['cutOff', stands.cutOff, stated.cutOff, String],
    ['areas', stands.deliveryAreas, stated.deliveryAreas, areasText],
  ] as const
  return pairs.flatMap(([field, stood, wanted, text]) => {
    if (wanted === null) return []
    const say = text as (value: unknown) => string
    const [before, after] = [say(stood), say(wanted)]
    return before === after
      ? []
      : [{ field, code: 'was_before' as const, values: { before, after } }]
  })
}
