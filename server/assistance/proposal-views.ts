import type { Proposal } from '../../shared/assistance/proposals.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { maySignFor } from './assistance.policy.ts'
import { type Terms, terms } from './proposal-terms.ts'
import { type ProposalRow, selectSides } from './proposals.queries.ts'
import { mayWithdraw } from './proposals.ts'
import { labels } from './read-assistance.ts'

/** Proposals as the API shows them, with what the actor may do about each. */
export async function proposalViews(
  reader: Reader,
  context: Context,
  rows: readonly ProposalRow[],
): Promise<Proposal[]> {
  const sides = await selectSides(
    reader,
    rows.map((row) => row.id),
  )
  // An official's proposal names an authority, which is no side of it.
  const ids = [...sides, ...rows].map((row) => row.organisationId)
  const codes = sides.map((side) => side.divisionCode)
  const names = await labels(reader, ids, codes)
  return rows.map((row) => {
    const own = sides.filter((side) => side.proposalId === row.id)
    const isOpen = row.state === 'proposed'
    const signs = own.some((side) => side.agreedAt === null && maySignFor(context.actor, side))
    const { documentName: name, documentFileId: fileId } = row
    return {
      id: row.id,
      about: aboutView(terms.parse(row.terms), names),
      state: row.state,
      fromDate: row.inForceFrom ?? row.wishedFrom,
      toDate: row.toDate,
      proposer: names.reference(row.organisationId),
      proposedAt: row.proposedAt.toISOString(),
      document: name === null || fileId === null ? null : { name, fileId },
      decidedAt: row.decidedAt?.toISOString() ?? null,
      sides: own.map(({ organisationId, divisionCode, agreedAt }) => ({
        organisation: organisationId === null ? null : names.reference(organisationId),
        place: divisionCode === null ? null : names.place(divisionCode),
        agreedAt: agreedAt?.toISOString() ?? null,
      })),
      mayAnswer: isOpen && signs,
      mayWithdraw: isOpen && mayWithdraw(context, row),
    }
  })
}

type Names = Awaited<ReturnType<typeof labels>>

function aboutView(about: Terms, { reference, place }: Names): Proposal['about'] {
  switch (about.kind) {
    case 'membership':
      return {
        kind: about.kind,
        group: reference(about.groupId),
        unit: reference(about.unitId),
      }
    case 'pairing':
      return {
        kind: about.kind,
        organisation: reference(about.organisationId),
        place: place(about.divisionCode),
        pairingKind: about.pairingKind,
        firstSecretaryName: about.firstSecretaryName,
      }
    case 'shared_credit':
      return {
        kind: about.kind,
        buyer: reference(about.buyerUnitId),
        parts: about.parts.map((part) => ({ ...part, unitName: reference(part.unitId).name })),
      }
  }
}
