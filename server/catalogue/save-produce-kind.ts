import type { ProduceKindInput } from '../../shared/catalogue/produce-names.api.ts'
import { gramsOfWord } from '../../shared/catalogue/search-words.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  findProduceKind,
  kindsOfNames,
  lockProduceEdition,
  publishProduceNames,
  writeProduceKind,
} from './produce-kinds.queries.ts'
import { markOf } from './search-marks.ts'

/**
 * Adds a kind of produce or changes its names. Every name means one kind. Goods that are called by
 * a name that came or went are marked anew afterwards, so that a change of names is short.
 */
export async function saveProduceKind(tx: Transaction, context: Context, input: ProduceKindInput) {
  const { name, version } = input
  await lockProduceEdition(tx)
  const before = await findProduceKind(tx, name)
  if ((before?.version ?? 0) !== version) throw new AppError('stale_version')
  const names = [...new Set([name, ...input.otherNames])]
  const broader = [...new Set(input.broader)]
  await requireFree(tx, name, names)
  await requireKinds(tx, name, broader)
  await writeProduceKind(tx, { name, broader, names, updatedAt: context.now })
  const formerNames = before === undefined ? [] : [name, ...before.otherNames]
  const isSameBroader = before?.broader.join() === broader.join()
  const changed = [...names, ...formerNames].filter(
    (each) => !(names.includes(each) && formerNames.includes(each)),
  )
  const grams = changed.map(gramsOfWord)
  if (!isSameBroader) grams.push([markOf.within(name)])
  await publishProduceNames(tx, { edition: context.newId(), grams })
  await recordAudit(tx, context, {
    action: 'catalogue.save-produce-kind',
    subjectType: 'produce-kind',
    subjectId: name,
    before: before && { broader: before.broader, otherNames: before.otherNames },
    after: { broader, otherNames: names.slice(1) },
  })
  const saved = await findProduceKind(tx, name)
  if (saved === undefined) throw new Error('a kind that was saved is missing')
  return saved
}

async function requireFree(tx: Transaction, kind: string, names: readonly string[]) {
  const taken = (await kindsOfNames(tx, names)).filter((row) => row.kind !== kind)
  const [first] = taken
  if (first === undefined) return
  const field = first.name === kind ? ['name'] : ['otherNames']
  throw fieldError(field, 'produce_name_taken', { name: first.name, kind: first.kind })
}

/** Broader are kinds that there are, and nothing is part of itself. */
async function requireKinds(tx: Transaction, kind: string, broader: readonly string[]) {
  const wanted = [...broader]
  const seen = new Set<string>()
  for (const name of wanted) {
    if (name === kind) throw fieldError(['broader'], 'cyclic_parent')
    if (seen.has(name)) continue
    seen.add(name)
    const found = await findProduceKind(tx, name)
    if (found === undefined) throw fieldError(['broader'], 'not_found')
    wanted.push(...found.broader)
  }
}
