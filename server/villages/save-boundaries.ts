import { AppError, fieldError } from '../../shared/errors.ts'
import type { Boundary } from '../../shared/villages/boundaries.schemas.ts'
import { mostPoints, pointsOf } from '../../shared/villages/boundary-points.ts'
import { parentOfCode } from '../../shared/villages/division-code.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { boundariesBelow, deleteBoundaries, upsertBoundaries } from './boundaries.queries.ts'
import { lockDivision, selectDivisions } from './divisions.queries.ts'

/**
 * Keeps boundaries of places directly below one; those of other places there stay. All of them
 * together have no more points than are saved at once, for everybody reads them. Returns them.
 */
export async function saveBoundaries(
  tx: Transaction,
  context: Context,
  { parentCode, items }: { parentCode: string; items: readonly Boundary[] },
): Promise<Boundary[]> {
  if ((await lockDivision(tx, parentCode)) === null) throw new AppError('not_found')
  const codes = items.map(({ code }) => code)
  const known = new Set((await selectDivisions(tx, codes)).map(({ code }) => code))
  for (const [index, code] of codes.entries()) {
    const path = ['items', index, 'code']
    if (codes.indexOf(code) !== index) throw fieldError(path, 'duplicate')
    const isBelow = parentOfCode(code) === parentCode
    if (!isBelow || !known.has(code)) throw fieldError(path, 'unknown_division')
  }
  const { actor, now } = context
  const rows = items.map((item) => ({
    ...item,
    ...{ parentCode, importedBy: actor.personId, importedAt: now },
  }))
  await upsertBoundaries(
    tx,
    rows.toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  )
  const kept = await boundariesBelow(tx, parentCode)
  if (pointsOf(kept) > mostPoints) throw fieldError(['items'], 'too_many', { maximum: mostPoints })
  await recordAudit(tx, context, {
    action: 'villages.save-boundaries',
    subjectType: 'division',
    subjectId: parentCode,
    after: { places: items.length, points: pointsOf(items) },
  })
  return kept
}

/** Takes away the boundaries of all places directly below one. */
export async function removeBoundaries(
  tx: Transaction,
  context: Context,
  parentCode: string,
): Promise<void> {
  if ((await lockDivision(tx, parentCode)) === null) throw new AppError('not_found')
  const places = await deleteBoundaries(tx, parentCode)
  await recordAudit(tx, context, {
    action: 'villages.remove-boundaries',
    subjectType: 'division',
    subjectId: parentCode,
    before: { places },
  })
}
