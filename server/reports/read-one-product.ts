import type { Reply } from '../../shared/endpoint.ts'
import { mostOneProduct } from '../../shared/reports/one-product.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { listOneProduct } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { selectOneProduct } from './one-product.queries.ts'
import { selectRanking } from './ranking.queries.ts'
import { namedSubject } from './read-subject.ts'
import type { ResolvedReport } from './resolve-report.ts'

/** Villages of a place whose recognised money comes from one product by at least a share. */
export async function oneProductOf(
  reader: Reader,
  { subject, scope, period, days }: ResolvedReport,
  { share }: { share: string },
): Promise<Reply<typeof listOneProduct>> {
  const months = monthsOfPeriod(period)
  // One more, and the unknown village, which is none.
  const limit = mostOneProduct + 2
  const ranked = await selectRanking(reader, { by: 'village', scope, months, limit })
  const selling = ranked.filter(({ key, cents }) => key !== '' && BigInt(cents) > 0n)
  const villages = selling.slice(0, mostOneProduct)
  const asked = { node: scope.node, months, villages, share: Number(share) }
  const rows = villages.length === 0 ? [] : await selectOneProduct(reader, asked)
  const divisions = await divisionsByCodes(
    reader,
    rows.flatMap(({ code }) => [code, townshipOf(code), countyOf(code)]),
  )
  const nameOf = (code: string) => divisions.get(code)?.name ?? ''
  const ofVillage = new Map(villages.map(({ key, cents }) => [key, cents]))
  const { divisionCode, name, pathName } = await namedSubject(reader, subject)
  return {
    subject: { divisionCode, name, pathName },
    period,
    ...days,
    villages: villages.length,
    isCut: selling.length > villages.length,
    items: rows.map(({ cents, grams, ...row }) => ({
      ...row,
      name: nameOf(row.code),
      township: nameOf(townshipOf(row.code)),
      county: nameOf(countyOf(row.code)),
      cents: ofVillage.get(row.code) ?? 0,
      productCents: cents,
      productGrams: grams,
    })),
  }
}

const townshipOf = (code: string) => code.slice(0, 9)
const countyOf = (code: string) => code.slice(0, 6)
