import type { ProposedTerms } from '../../shared/catalogue/sales-terms.api.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { selectTermsToAnswer } from './proposed-terms.queries.ts'

/** What a cooperative has to answer: who proposes which terms, and where by the places' names. */
export async function termsToAnswer(
  reader: Reader,
  cooperativeId: string,
): Promise<ProposedTerms[]> {
  const rows = await selectTermsToAnswer(reader, cooperativeId)
  const names = await organisationNames(
    reader,
    rows.map(({ organisationId }) => organisationId),
  )
  const codes = rows.flatMap(({ terms }) => terms.deliveryAreas?.map(({ code }) => code) ?? [])
  const places = await divisionsByCodes(reader, [...new Set(codes)])
  return rows.map(({ id, version, organisationId, proposedAt, terms }) => ({
    ...{ id, version, ...terms, byName: names.get(organisationId) ?? '' },
    proposedAt: proposedAt.toISOString(),
    deliveryAreas:
      terms.deliveryAreas?.map((area) => ({
        ...area,
        name: places.get(area.code)?.pathName ?? area.code,
      })) ?? null,
  }))
}
