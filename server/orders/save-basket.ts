import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { readBasket as basketEndpoint } from '../../shared/orders/basket.api.ts'
import type { openRow, savedBasket } from '../../shared/orders/basket.schemas.ts'
import { knownPackIds, packsById } from '../catalogue/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import {
  type BasketOwner,
  replaceBasketLines,
  selectBasket,
  selectBasketLines,
  writeBasket,
} from './basket.queries.ts'
import { candidateView } from './match-rows.ts'
import { requireOwnUnit } from './orders.policy.ts'
import { requisitionById } from './requisitions.queries.ts'

/** The owner of a basket: a person and the unit they act for. */
function basketOwner(context: Context): BasketOwner {
  return { unitId: organisationOf(context.actor), personId: context.actor.personId }
}

/**
 * Saves the whole basket as it now is, so that another device finds it. Refused as `stale_version`
 * where another tab or device has changed it meanwhile. It is saved while somebody types and binds
 * nobody, so the audit log says nothing of it.
 */
export async function saveBasket(
  tx: Transaction,
  context: Context,
  input: z.output<typeof savedBasket>,
): Promise<void> {
  const owner = basketOwner(context)
  const { lines, version, list = null, openRows = [], note = '' } = input
  const { channelId = null, neededOn = null, correctsId = null } = input
  await requireKnownPacks(tx, lines)
  requireDistinct(openRows)
  if (correctsId !== null) requireOwnUnit(context.actor, await requisitionById(tx, correctsId))
  const head = { channelId, neededOn, note, openRows, list, correctsId }
  if (!(await writeBasket(tx, owner, { head, version, at: context.now })))
    throw new AppError('stale_version')
  await replaceBasketLines(tx, owner, lines)
}

async function requireKnownPacks(
  tx: Transaction,
  lines: readonly { packId: string }[],
): Promise<void> {
  const packIds = lines.map((line) => line.packId)
  const existingIds = new Set(await knownPackIds(tx, packIds))
  const seen = new Set<string>()
  for (const [index, { packId }] of lines.entries()) {
    if (!existingIds.has(packId)) throw fieldError(['lines', index, 'packId'], 'not_found')
    if (seen.has(packId)) throw fieldError(['lines', index, 'packId'], 'duplicate')
    seen.add(packId)
  }
}

/** Two rows of one key could not be told apart where tabs are merged. */
function requireDistinct(openRows: readonly z.output<typeof openRow>[]): void {
  const keys = openRows.map((row) => row.key)
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index)
  if (twice !== -1) throw fieldError(['openRows', twice, 'key'], 'duplicate')
}

/** The basket as it is kept, with the goods that it names; an empty one before the first change. */
export async function readBasket(
  reader: Reader,
  context: Context,
): Promise<z.input<(typeof basketEndpoint)['response']>> {
  const owner = basketOwner(context)
  // The version first: with lines that are newer than it, saving is refused and nothing lost.
  const row = await selectBasket(reader, owner)
  const lines = await selectBasketLines(reader, owner)
  const openRows = row?.openRows ?? []
  const before = row?.list?.before
  const packIds = [
    ...[...lines, ...(before?.lines ?? [])].map((line) => line.packId),
    ...[...openRows, ...(before?.openRows ?? [])].flatMap((open) => open.packIds),
  ]
  return {
    lines,
    openRows,
    channelId: row?.channelId ?? null,
    neededOn: row?.neededOn ?? null,
    note: row?.note ?? '',
    list: row?.list ?? null,
    correctsId: row?.correctsId ?? null,
    version: row?.version ?? 0,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    goods: (await packsById(reader, [...new Set(packIds)])).map(candidateView),
  }
}
