import type { z } from 'zod'
import {
  type ReserveRow,
  reserveCents,
  reserveCompletion,
} from '../../shared/assistance/reserve.schemas.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { listReserve, readReserve } from '../../shared/reports/reserve.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { leastShareOf, mayCheckReserve } from '../assistance/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Actor, type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  countReserve,
  type ReserveScope,
  type ReserveUnitRow,
  selectReserveBought,
  selectReserveUnits,
  selectSharedBy,
} from './reserve.queries.ts'

/** What the actor's own unit filed of a year, and what it may file. */
export async function ownReserveOf(
  reader: Reader,
  { actor, now }: Context,
  query: z.output<typeof readReserve.query>,
): Promise<Reply<typeof readReserve>> {
  const year = query.year ?? yearOf(now)
  const scope = { unitId: organisationOf(actor) }
  const rows = await selectReserveUnits(reader, { scope, year, pageSize: 1 })
  const [row] = await reserveViews(reader, actor, { rows, year })
  if (row === undefined) throw new AppError('not_found')
  const naming = await selectSharedBy(reader, { unitIds: [row.unit.id], year })
  const names = await organisationNames(
    reader,
    naming.map(({ unitId }) => unitId),
  )
  return {
    ...row,
    namedBy: naming.map(({ unitId, isShared }) => ({
      ...{ id: unitId, name: names.get(unitId) ?? '', isShared },
    })),
    leastShareBasisPoints: await leastShareOf(reader, year),
    mayFile: actor.roles.includes('unit_leader') && row.filing?.state !== 'confirmed',
  }
}

/** A page of the units that the actor supervises, with what they filed of a year. */
export async function reserveListOf(
  reader: Reader,
  { actor, now }: Context,
  query: z.output<typeof listReserve.query>,
): Promise<Reply<typeof listReserve>> {
  const year = query.year ?? yearOf(now)
  const question = { scope: scopeOf(actor), year }
  const rows = await selectReserveUnits(reader, { ...query, ...question })
  const page = pageOf(rows, query, (row) => row, {})
  const items = await reserveViews(reader, actor, { rows: page.items, year })
  return { ...page, items, counts: await countReserve(reader, question) }
}

/** All units that the list would show, one after the other. */
export async function* reserveRowsOf(
  reader: Reader,
  { actor, now }: Context,
  query: Pick<z.output<typeof listReserve.query>, 'year' | 'shown'>,
): AsyncGenerator<ReserveRow> {
  const year = query.year ?? yearOf(now)
  const question = { scope: scopeOf(actor), year, pageSize: 100, shown: query.shown }
  let cursor: string | undefined
  do {
    const rows = await selectReserveUnits(reader, { ...question, cursor })
    const page = pageOf(rows, question, (row) => row)
    yield* await reserveViews(reader, actor, { rows: page.items, year })
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

const yearOf = (now: Date) => Number(dayOf(now).slice(0, 4))

function scopeOf(actor: Actor): ReserveScope {
  if (actor.organisationKind === 'unit') return { parentId: organisationOf(actor) }
  return { within: actor.organisationKind === 'authority' ? (actor.divisionCode ?? '') : '' }
}

async function reserveViews(
  reader: Reader,
  actor: Actor,
  { rows, year }: { rows: readonly ReserveUnitRow[]; year: number },
): Promise<ReserveRow[]> {
  const unitIds = rows.map(({ unitId }) => unitId)
  const bought = await selectReserveBought(reader, { unitIds, year })
  const sharing = await selectSharedBy(reader, { unitIds, year })
  const names = await organisationNames(reader, [
    ...rows.flatMap(({ filesWithUnitId }) => filesWithUnitId ?? []),
    ...sharing.map(({ unitId }) => unitId),
  ])
  const reference = (id: string) => ({ id, name: names.get(id) ?? '' })
  return rows.map((row) => {
    const { unitId, name, budgetCents, shareBasisPoints } = row
    const hasBase = budgetCents !== null && shareBasisPoints !== null
    const cents = hasBase ? (bought.get(unitId) ?? 0) : null
    return {
      unit: { id: unitId, name },
      year,
      filing: filingView(actor, row, reference),
      sharedBy: sharing
        .filter(
          ({ filesWithUnitId, ...both }) =>
            filesWithUnitId === unitId && both.isShared && both.isConfirmed,
        )
        .map((other) => reference(other.unitId)),
      reserveCents: hasBase ? reserveCents(budgetCents, shareBasisPoints) : null,
      recognisedCents: cents,
      completionBasisPoints: cents === null ? null : reserveCompletion(cents, row),
    }
  })
}

function filingView(
  actor: Actor,
  row: ReserveUnitRow,
  reference: (id: string) => { id: string; name: string },
): ReserveRow['filing'] {
  const { filingId, state, filedAt, checkedAt, filesWithUnitId } = row
  if (filingId === null || state === null || filedAt === null) return null
  return {
    id: filingId,
    budgetCents: row.budgetCents,
    shareBasisPoints: row.shareBasisPoints,
    channels: row.channels ?? [],
    exemption: row.exemption,
    reason: row.reason ?? '',
    filesWith: filesWithUnitId === null ? null : reference(filesWithUnitId),
    state,
    filedAt: filedAt.toISOString(),
    checkedAt: checkedAt?.toISOString() ?? null,
    checkReason: row.checkReason ?? '',
    version: row.version ?? 0,
    mayCheck: mayCheckReserve(actor, row),
  }
}
