import { levelOfCode, parentOfCode } from '../../shared/villages/division-code.ts'
import { isPlaceholder, placeName } from '../../shared/villages/place-name.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type CopyField, copyRows } from '../platform/db/copy.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { divisionSource, type SourceDivision } from './division-source.ts'
import {
  analyzeDivisions,
  mergeDivisions,
  prepareStaging,
  stagingColumns,
} from './divisions-import.queries.ts'
import { searchTerms } from './search-terms.ts'

/** Which part of the national table is brought in. */
export interface ImportInput {
  /** Codes of counties (or any other nodes); the whole nation without them. */
  only?: readonly string[] | undefined
  /** Told now and then how many nodes have been read, and how many stored. */
  onProgress?: (progress: ImportProgress) => void
  /** Another table than the package's, for tests. */
  source?: Iterable<SourceDivision>
}

export interface ImportProgress {
  read: number
  stored: number
}

/** How many divisions were read and what became of them. */
export interface ImportOutcome {
  read: number
  added: number
  changed: number
  /** Nodes that are in force here, lie in what was read, and stand in the table no more. */
  abolished: number
}

/**
 * Brings the division tree to the state of the national table. Repeatable: a second run changes
 * nothing. What vanished from the table is closed with the day of the import, and gets as its
 * successor the one new node of the same name in the same county, where there is exactly one.
 */
export async function importDivisions(
  tx: Transaction,
  context: Context,
  { only, onProgress = () => {}, source = divisionSource(only) }: ImportInput = {},
): Promise<ImportOutcome> {
  await prepareStaging(tx)
  const counter = { read: 0 }
  await copyRows(tx, stagingColumns, stagingRows(source, counter, onProgress))
  const { read } = counter
  const onStored = (stored: number) => onProgress({ read, stored })
  const outcome = { read, ...(await mergeDivisions(tx, { only, now: context.now, onStored })) }
  if (outcome.added + outcome.changed + outcome.abolished > 0) {
    await analyzeDivisions(tx)
    await recordAudit(tx, context, {
      action: 'villages.import-divisions',
      subjectType: 'division',
      subjectId: only?.join(',') ?? 'all',
      after: outcome,
    })
  }
  return outcome
}

const reportEvery = 50_000

function* stagingRows(
  source: Iterable<SourceDivision>,
  counter: { read: number },
  onProgress: (progress: ImportProgress) => void,
): Generator<CopyField[]> {
  const paths = new Map<string, string>()
  for (const { code, officialName } of source) {
    const level = levelOfCode(code)
    const parentCode = parentOfCode(code)
    const name = placeName(officialName)
    const above = parentCode === null ? '' : paths.get(parentCode)
    if (above === undefined) throw new Error(`The division ${code} stands before the one above it.`)
    const pathName = isPlaceholder(code, name) ? above : above + name
    if (level < 5) paths.set(code, pathName)
    const terms = arrayText(searchTerms(code, name))
    yield [code, level, parentCode, name, officialName, pathName, terms]
    counter.read += 1
    if (counter.read % reportEvery === 0) onProgress({ ...counter, stored: 0 })
  }
}

function arrayText(terms: readonly string[]): string {
  const text = terms.join(',')
  if (!/[\s"\\{}]/.test(text)) return `{${text}}`
  return `{${terms.map((term) => `"${term.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`
}
