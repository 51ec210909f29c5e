import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import { codesAbove } from '../../shared/villages/division-code.ts'
import { isPlaceholder } from '../../shared/villages/place-name.ts'
import type { division, profile } from '../../shared/villages/villages.api.ts'
import type { FileGrant } from '../evidence/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  selectBelow,
  selectDivision,
  selectDivisionDetail,
  selectDivisions,
} from './divisions.queries.ts'
import { currentSuccessor } from './find-divisions.ts'
import { selectCapacities, selectProfile, villagesOfDocument } from './profiles.queries.ts'
import type { ProposalRow } from './proposals.queries.ts'
import { mayEditDivision } from './villages.policy.ts'

/** A node with its way up and down; an abolished one with what it became. */
export async function divisionView(reader: Reader, code: string): Promise<Reply<typeof division>> {
  const detail = await selectDivisionDetail(reader, code)
  if (detail === null) throw new AppError('not_found')
  const { successorCode: _, ...node } = detail
  const above = await selectDivisions(reader, codesAbove(code))
  const successor = detail.validTo === null ? null : await currentSuccessor(reader, detail)
  return {
    ...node,
    above: above
      .filter(({ code, name }) => !isPlaceholder(code, name))
      .map(({ code, name }) => ({ code, name })),
    below: node.level === 5 ? [] : await selectBelow(reader, code),
    successor: successor && {
      code: successor.code,
      name: successor.name,
      pathName: successor.pathName,
    },
  }
}

/** The public profile of a village; empty where none was saved. */
export async function profileView(reader: Reader, code: string): Promise<Reply<typeof profile>> {
  const village = await selectDivision(reader, code)
  if (village === null) throw new AppError('not_found')
  const written = await selectProfile(reader, code)
  const capacities = await selectCapacities(reader, code)
  return {
    village,
    introduction: written?.introduction ?? '',
    season: written?.season ?? '',
    households: written?.households ?? null,
    photoFileId: written?.photoFileId ?? null,
    capacities: capacities.map(({ produce, seasonYear, capacityGrams, declaredAt, fileId }) => ({
      ...{ produce, seasonYear, capacityGrams, fileId },
      declaredAt: declaredAt.toISOString(),
    })),
    updatedAt: written?.updatedAt.toISOString() ?? null,
  }
}

/** A proposal of a village's page as whoever may see it sees it. */
export function proposalView(
  actor: Actor,
  { proposal, villageName }: { proposal: ProposalRow; villageName: string },
  organisationNames: ReadonlyMap<string, string>,
) {
  const { id, villageCode, introduction, season, photoFileId, state, reason } = proposal
  const isWaiting = state === 'waiting'
  return {
    ...{ id, introduction, season, photoFileId, state, reason },
    village: { code: villageCode, name: villageName },
    organisationName: organisationNames.get(proposal.organisationId) ?? '',
    proposedAt: proposal.proposedAt.toISOString(),
    mayDecide: isWaiting && mayEditDivision(actor, villageCode),
    mayWithdraw: isWaiting && proposal.organisationId === actor.organisationId,
  }
}

/** The document of a declared capacity shows itself to whoever may declare it. */
export const mayReadCapacityDocument: FileGrant = async (reader, { actor }, file) => {
  const codes = await villagesOfDocument(reader, file.id)
  return codes.some((code) => mayEditDivision(actor, code))
}
