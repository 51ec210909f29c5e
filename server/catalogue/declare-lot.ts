import type { LotInput } from '../../shared/catalogue/catalogue.schemas.ts'
import type { Category } from '../../shared/catalogue/categories.ts'
import { fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireVillage } from '../villages/index.ts'
import { requireOwn } from './catalogue.policy.ts'
import { lotFaults, refuseFaults } from './listing-faults.ts'
import {
  countLots,
  insertLot,
  lockProduct,
  lotNumberTaken,
  packsOfProduct,
} from './listing-writes.queries.ts'
import { questionLotsOutside } from './question-lots.ts'
import { refreshListing } from './refresh-listing.ts'
import { requireOwnFile } from './require-files.ts'

/** Puts a lot on sale, with the share of each origin village and its certificate (§3.5, §9). */
export async function declareLot(
  tx: Transaction,
  context: Context,
  input: { productId: string; lot: LotInput },
): Promise<{ lotId: string; number: string }> {
  const { productId, lot } = input
  const product = requireOwn(context.actor, await lockProduct(tx, productId))
  const packs = await packsOfProduct(tx, productId)
  refuseFaults(
    lotFaults(
      lot,
      {
        category: product.category as Category,
        today: dayOf(context.now),
        smallestPackGrams: Math.min(...packs.map((pack) => pack.netGrams)),
      },
      [],
    ),
  )
  const declared = await insertDeclaredLot(tx, context, {
    productId,
    cooperativeId: product.cooperativeId,
    lot,
    path: [],
  })
  await refreshListing(tx, productId)
  await questionLotsOutside(tx, context, [declared.lotId])
  await recordAudit(tx, context, {
    action: 'catalogue.declare-lot',
    subjectType: 'lot',
    subjectId: declared.lotId,
    after: { productId, ...lot },
  })
  return declared
}

/** The rows of a checked lot, once its villages are known and its number is free. */
export async function insertDeclaredLot(
  tx: Transaction,
  context: Context,
  input: { productId: string; cooperativeId: string; lot: LotInput; path: (string | number)[] },
): Promise<{ lotId: string; number: string }> {
  const { productId, cooperativeId, lot, path } = input
  for (const [index, { villageCode }] of lot.villages.entries())
    if (villageCode !== null)
      await requireVillage(tx, villageCode, [...path, 'villages', index, 'villageCode'])
  const { fileId } = lot.certificate
  if (fileId !== null)
    await requireOwnFile(tx, {
      fileId,
      cooperativeId,
      path: [...path, 'certificate', 'fileId'],
    })
  const number = lot.number ?? (await freeNumber(tx, productId, lot.harvestedOn))
  if (lot.number !== null && (await lotNumberTaken(tx, productId, number)))
    throw fieldError([...path, 'number'], 'duplicate')
  const lotId = context.newId()
  const row = {
    id: lotId,
    productId,
    number,
    harvestedOn: lot.harvestedOn,
    expiresOn: lot.expiresOn,
    totalGrams: lot.totalGrams,
    households: lot.households,
    certificateKind: lot.certificate.kind,
    certificateNumber: lot.certificate.number,
    certificateIssuedOn: lot.certificate.issuedOn,
    certificatePromiser: lot.certificate.promiser,
    certificateValidTo: lot.certificate.validTo,
    certificateFileId: lot.certificate.fileId,
    createdBy: context.actor.personId,
    createdAt: context.now,
  }
  await insertLot(tx, row, lot.villages)
  return { lotId, number }
}

/** The day of harvest and a running number: 260620-01. The product's lock keeps rivals out. */
async function freeNumber(tx: Transaction, productId: string, day: string): Promise<string> {
  for (let running = (await countLots(tx, productId)) + 1; ; running += 1) {
    const number = `${day.slice(2).replaceAll('-', '')}-${String(running).padStart(2, '0')}`
    if (!(await lotNumberTaken(tx, productId, number))) return number
  }
}
