import type {
  GroupItem,
  GroupView,
  Introduction,
  Pairing,
  SharedCredit,
} from '../../shared/assistance/assistance.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import {
  mayAnswer,
  mayEditGroup,
  mayEnd,
  mayEndIntroduction,
  maySeeFirstSecretary,
  organisationSides,
  pairingSides,
} from './assistance.policy.ts'
import { countMembers, type selectGroups, selectMemberships } from './groups.queries.ts'
import type { IntroductionRow } from './introductions.queries.ts'
import { isInForce } from './introductions.ts'
import type { selectPairingsOf } from './pairings.queries.ts'
import { hasDaysLeft } from './periods.ts'
import { ownOrganisations } from './scope.ts'
import { selectParts, type selectSharedCreditsOf } from './shared-credits.queries.ts'

type Rows<T extends (...args: never[]) => PromiseLike<unknown[]>> = Awaited<ReturnType<T>>

/** The names and places that rows refer to, read once for the whole list. */
export async function labels(reader: Reader, ids: (string | null)[], codes: (string | null)[]) {
  const names = await organisationNames(reader, withoutNulls(ids))
  const places = await divisionsByCodes(reader, withoutNulls(codes))
  return {
    reference: (id: string) => ({ id, name: names.get(id) ?? '' }),
    place: (code: string) => ({ code, pathName: places.get(code)?.pathName ?? code }),
  }
}

function withoutNulls(values: (string | null)[]): string[] {
  return values.filter((value) => value !== null)
}

export async function groupItems(
  reader: Reader,
  rows: Rows<typeof selectGroups>,
  today: string,
): Promise<GroupItem[]> {
  const ids = rows.map((row) => row.id)
  const { reference } = await labels(
    reader,
    rows.map((row) => row.leadUnitId),
    [],
  )
  const members = await countMembers(reader, ids, today)
  return rows.map(({ id, name, isExample, leadUnitId }) => ({
    ...{ id, name, isExample },
    leadUnit: reference(leadUnitId),
    memberCount: members.get(id) ?? 0,
  }))
}

export async function groupView(
  reader: Reader,
  { actor, now }: Context,
  group: Rows<typeof selectGroups>[number],
): Promise<GroupView> {
  const today = dayOf(now)
  const memberships = await selectMemberships(reader, group.id)
  const unitIds = memberships.map((membership) => membership.unitId)
  const { reference } = await labels(reader, [group.leadUnitId, ...unitIds], [])
  return {
    id: group.id,
    name: group.name,
    isExample: group.isExample,
    leadUnit: reference(group.leadUnitId),
    members: memberships.map(({ id, unitId, fromDate, toDate }) => ({
      membershipId: id,
      unit: reference(unitId),
      isLead: unitId === group.leadUnitId,
      fromDate,
      toDate,
      mayEnd:
        unitId !== group.leadUnitId &&
        hasDaysLeft({ toDate }, today) &&
        mayEnd(actor, organisationSides([group.id, unitId])),
    })),
    mayEdit: mayEditGroup(actor, group.id),
  }
}

export async function pairingViews(
  reader: Reader,
  context: Context,
  rows: Rows<typeof selectPairingsOf>,
): Promise<Pairing[]> {
  const { actor, now } = context
  const today = dayOf(now)
  const ownIds = await ownOrganisations(reader, context)
  const { reference, place } = await labels(
    reader,
    rows.map((row) => row.organisationId),
    rows.map((row) => row.divisionCode),
  )
  return rows.map((row) => {
    const isSide = maySeeFirstSecretary(actor, row, ownIds)
    return {
      id: row.id,
      organisation: reference(row.organisationId),
      place: place(row.divisionCode),
      kind: row.kind,
      fromDate: row.fromDate,
      toDate: row.toDate,
      firstSecretaryName: isSide ? row.firstSecretaryName : null,
      mayReadResults: isSide,
      mayEdit: hasDaysLeft(row, today) && mayEnd(actor, pairingSides(row)),
    }
  })
}

export async function introductionViews(
  reader: Reader,
  { actor, now }: Context,
  rows: readonly IntroductionRow[],
): Promise<Introduction[]> {
  const today = dayOf(now)
  const ids = rows.flatMap((row) => [row.helperUnitId, row.buyerUnitId, row.cooperativeId])
  const { reference } = await labels(reader, ids, [])
  return rows.map((row) => {
    const answeredAt = row.confirmedAt ?? row.declinedAt
    return {
      id: row.id,
      helper: reference(row.helperUnitId),
      buyer: reference(row.buyerUnitId),
      cooperative: row.cooperativeId === null ? null : reference(row.cooperativeId),
      note: row.note,
      recordedAt: row.recordedAt.toISOString(),
      state: row.confirmedAt ? 'confirmed' : row.declinedAt ? 'declined' : 'waiting',
      answeredAt: answeredAt?.toISOString() ?? null,
      validTo: row.validTo,
      mayAnswer: answeredAt === null && mayAnswer(actor, row.buyerUnitId),
      mayEnd: isInForce(row, today) && mayEndIntroduction(actor, row),
    }
  })
}

export async function sharedCreditViews(
  reader: Reader,
  { actor, now }: Context,
  rows: Rows<typeof selectSharedCreditsOf>,
): Promise<SharedCredit[]> {
  const today = dayOf(now)
  const parts = await selectParts(
    reader,
    rows.map((row) => row.id),
  )
  const ids = [...rows.map((row) => row.buyerUnitId), ...parts.map((part) => part.unitId)]
  const { reference } = await labels(reader, ids, [])
  return rows.map(({ id, buyerUnitId, fromDate, toDate }) => {
    const own = parts.filter((part) => part.sharedCreditId === id)
    const sides = organisationSides([buyerUnitId, ...own.map((part) => part.unitId)])
    return {
      ...{ id, fromDate, toDate, buyer: reference(buyerUnitId) },
      parts: own.map(({ unitId, shareBasisPoints }) => ({
        unitId,
        unitName: reference(unitId).name,
        shareBasisPoints,
      })),
      mayEdit: hasDaysLeft({ toDate }, today) && mayEnd(actor, sides),
    }
  })
}
