import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type * as api from '../../shared/review/review.api.ts'
import { peopleNames } from '../accounts/index.ts'
import type { FileGrant } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import {
  type FlagDetails,
  type FlagsFilter,
  selectFlag,
  selectFlagPage,
} from './flag-list.queries.ts'
import { flaggedLines } from './flagged-lines.queries.ts'
import { decisionsOf, flagsOfFile, statementsOf } from './flags.queries.ts'
import { actsOn, decidesOn, isPartyOf } from './review.policy.ts'

type FlagView = z.input<typeof api.readFlag.response>

/** A page of the flags that an actor may see, latest first. */
export async function listFlags(reader: Reader, { actor }: Context, filter: FlagsFilter) {
  const { rows, ...rest } = await selectFlagPage(reader, actor, filter)
  return pageOf(rows, filter, summaryOf, rest)
}

/**
 * One flag with everything that is known of it; a party reads what was decided and why, and neither
 * who raised or decided it nor what the evidence tells of others. Throws `not_found`.
 */
export async function readFlag(
  reader: Reader,
  { actor }: Context,
  flagId: string,
): Promise<FlagView> {
  const [row] = await selectFlag(reader, flagId)
  const isOfficial = row !== undefined && decidesOn(actor, row.flag)
  if (row === undefined || !(isOfficial || isPartyOf(actor, row.flag)))
    throw new AppError('not_found')
  const { flag } = row
  const decisions = await decisionsOf(reader, flagId)
  const statements = await statementsOf(reader, flagId)
  const villages = await divisionsByCodes(reader, flag.villageCodes)
  const people = await peopleNames(
    reader,
    isOfficial ? [...new Set(decisions.map(({ decidedBy }) => decidedBy))] : [],
  )
  const sides = await organisationNames(
    reader,
    statements.map(({ organisationId }) => organisationId),
  )
  const shown = isOfficial ? decisions : decisions.slice(-1)
  const hasStated = statements.some(({ organisationId }) => organisationId === actor.organisationId)
  const mayState = isPartyOf(actor, flag) && !hasStated
  return {
    ...summaryOf(row),
    supervisingCountyCode: flag.supervisingCountyCode,
    villages: flag.villageCodes.map((code) => ({ code, name: villages.get(code)?.name ?? '' })),
    evidence: {
      ...flag.evidence,
      sides: flag.evidence.sides.filter(({ isOfOthers }) => isOfficial || !isOfOthers),
    },
    lines: await flaggedLines(reader, flagId),
    decisions: shown.map(({ act, reason, decidedBy, decidedAt, orderLineIds }) => ({
      ...{ act, reason, orderLineIds, decidedAt: decidedAt.toISOString() },
      decidedBy: people.get(decidedBy) ?? null,
    })),
    statements: statements.map(({ organisationId, statement, fileId, statedAt }) => ({
      party: { id: organisationId, name: sides.get(organisationId) ?? '' },
      ...{ statement, fileId, statedAt: statedAt.toISOString() },
    })),
    acts: mayState ? ['state'] : actsOn(actor, flag, decisions.at(-1)),
  }
}

/** The file of a statement shows itself to whoever may see the flag. */
export const mayReadStatementFile: FileGrant = async (reader, { actor }, file) => {
  const flags = await flagsOfFile(reader, file.id)
  return flags.some((flag) => decidesOn(actor, flag) || isPartyOf(actor, flag))
}

function summaryOf({ flag, cooperativeName, unitName, goods }: FlagDetails) {
  const { id, rule, state, month, cents } = flag
  return {
    ...{ id, rule, state, month, cents, goods: goods ?? '' },
    cooperative: { id: flag.cooperativeId, name: cooperativeName },
    unit: { id: flag.unitId, name: unitName },
    openedAt: flag.openedAt.toISOString(),
  }
}
