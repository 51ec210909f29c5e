import type { LotInput } from '../../shared/catalogue/catalogue.schemas.ts'
import { recordAudits } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockStocks } from './lots.queries.ts'
import { lockProducts } from './many-listings.queries.ts'
import { requireSelling } from './many-listings.ts'
import { closeTakenBack, insertLots, selectLotNumbers, takenBack } from './many-lots.queries.ts'
import { questionLotsOutside } from './question-lots.ts'
import { refreshListings } from './refresh-listing.ts'

/** A lot under an id of its own, without a picture of its certificate. */
export interface NewLot {
  id: string
  productId: string
  lot: LotInput
}

/**
 * Puts many lots on sale, each as by `declareLot`; returns the ids of those whose number is taken
 * or whose product is not there. Whoever calls has found them without faults and their villages
 * in force.
 */
export async function declareLots(
  tx: Transaction,
  context: Context,
  declared: readonly NewLot[],
): Promise<Set<string>> {
  const cooperativeId = await requireSelling(tx, context)
  const productIds = [...new Set(declared.map(({ productId }) => productId))]
  if (productIds.length === 0) return new Set()
  const products = await lockProducts(tx, { cooperativeId, productIds })
  const open = new Set(products.filter(({ state }) => state !== 'withdrawn').map(({ id }) => id))
  const numbers = new Map<string, Set<string>>()
  for (const { productId, number } of await selectLotNumbers(tx, productIds))
    numbers.set(productId, (numbers.get(productId) ?? new Set()).add(number))
  const rows: Parameters<typeof insertLots>[1][number][] = []
  for (const { id, productId, lot } of declared) {
    const taken = numbers.get(productId) ?? new Set<string>()
    const number = lot.number ?? freeNumber(taken, lot.harvestedOn)
    if (!open.has(productId) || taken.has(number)) continue
    numbers.set(productId, taken.add(number))
    const { villages } = lot
    rows.push({ villages, lot: rowOf(context, { id, productId, lot, number }) })
  }
  await insertLots(tx, rows)
  const done = new Set(rows.map(({ lot }) => lot.id))
  const made = declared.filter(({ id }) => done.has(id))
  await refreshListings(
    tx,
    made.map(({ productId }) => productId),
  )
  await questionLotsOutside(
    tx,
    context,
    made.map(({ id }) => id),
  )
  await recordAudits(
    tx,
    context,
    made.map(({ id: subjectId, productId, lot }) => ({
      ...{ action: 'catalogue.declare-lot', subjectType: 'lot', subjectId },
      after: { productId, ...lot },
    })),
  )
  return new Set(declared.map(({ id }) => id).filter((id) => !done.has(id)))
}

function rowOf(
  { actor, now }: Context,
  { id, productId, number, lot }: NewLot & { number: string },
) {
  const { certificate, harvestedOn, expiresOn, totalGrams, households } = lot
  return {
    ...{ id, productId, number, harvestedOn, expiresOn, totalGrams, households },
    certificateKind: certificate.kind,
    certificateNumber: certificate.number,
    certificateIssuedOn: certificate.issuedOn,
    certificatePromiser: certificate.promiser,
    certificateValidTo: certificate.validTo,
    certificateFileId: null,
    ...{ createdBy: actor.personId, createdAt: now },
  }
}

/** The day of harvest and a running number, as a single lot gets it. */
function freeNumber(taken: ReadonlySet<string>, day: string): string {
  for (let running = taken.size + 1; ; running += 1) {
    const number = `${day.slice(2).replaceAll('-', '')}-${String(running).padStart(2, '0')}`
    if (!taken.has(number)) return number
  }
}

/** Takes lots back that were declared by mistake and of which nothing was sold. */
export async function takeLotsBack(
  tx: Transaction,
  context: Context,
  taken: readonly { lotId: string; productId: string }[],
): Promise<void> {
  if (taken.length === 0) return
  const productIds = [...new Set(taken.map(({ productId }) => productId))]
  await lockProducts(tx, { cooperativeId: organisationOf(context.actor), productIds })
  const stocks = await lockStocks(
    tx,
    taken.map(({ lotId }) => lotId),
  )
  await closeTakenBack(
    tx,
    context.now,
    stocks.map(({ lotId, availableGrams }) => ({
      ...{ id: context.newId(), lotId, changeGrams: -availableGrams, reason: takenBack },
      ...{ createdBy: context.actor.personId, createdAt: context.now },
    })),
  )
  await refreshListings(tx, productIds)
  await recordAudits(
    tx,
    context,
    stocks.map(({ lotId: subjectId, availableGrams }) => ({
      ...{ action: 'catalogue.close-lot', subjectType: 'lot', subjectId },
      ...{ before: { availableGrams }, after: { reason: takenBack } },
    })),
  )
}
