import type { FieldErrorCode } from '../../shared/errors.ts'
import { recordAudits } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import {
  closeChannels,
  deleteUnits,
  selectTakenOf,
  selectUnitsCalled,
  updateManyUnits,
} from './many-units.queries.ts'
import { buyingChannels, organisations, units } from './organisations.tables.ts'
import type { ChannelInput, UnitInput } from './units.ts'

/** A unit to be registered under an id of its own, with the channels that it buys through. */
export type NewUnit = UnitInput & { id: string; channels: readonly NewChannel[] }
export type NewChannel = ChannelInput & { id: string }

/**
 * Registers many units with their channels, as one by one, in a bounded number of statements. Those
 * whose code or name is taken are left out, and the answer says of each by its id what it was.
 */
export async function createUnits(
  tx: Transaction,
  context: Context,
  all: readonly NewUnit[],
): Promise<Map<string, { field: 'creditCode' | 'name'; code: FieldErrorCode }>> {
  const identities = all.map(({ id, name, creditCode, divisionCode }) => ({
    ...{ id, name, creditCode, divisionCode },
  }))
  const refused = new Map<string, { field: 'creditCode' | 'name'; code: FieldErrorCode }>()
  for (const taken of all.length === 0 ? [] : await selectTakenOf(tx, identities)) {
    if (taken.isCodeTaken) refused.set(taken.id, { field: 'creditCode', code: 'credit_code_taken' })
    else if (taken.isNameTaken) refused.set(taken.id, { field: 'name', code: 'name_taken' })
  }
  const made = all.filter(({ id }) => !refused.has(id))
  await insertRows(
    tx,
    organisations,
    made.map(({ unitType: _, parentId: __, channels: ___, ...row }) => ({
      ...{ ...row, kind: 'unit' as const, contactEmail: null, createdAt: context.now },
    })),
  )
  await insertRows(
    tx,
    units,
    made.map(({ id, parentId, unitType }) => ({ organisationId: id, parentId, unitType })),
  )
  await openChannels(
    tx,
    context,
    made.flatMap(({ id: unitId, channels }) => channels.map((channel) => ({ ...channel, unitId }))),
  )
  await recordAudits(
    tx,
    context,
    made.map(({ id, channels: _, ...after }) => ({
      ...{ action: 'organisations.register', subjectType: 'organisation', subjectId: id, after },
    })),
  )
  return refused
}

/** Opens channels of many units. */
export async function openChannels(
  tx: Transaction,
  context: Context,
  channels: readonly (NewChannel & { unitId: string })[],
): Promise<void> {
  await insertRows(
    tx,
    buyingChannels,
    channels.map((channel) => ({ ...channel, createdAt: context.now })),
  )
  await recordAudits(
    tx,
    context,
    channels.map(({ id, ...after }) => ({
      ...{ action: 'organisations.open-channel', subjectType: 'buying_channel' },
      ...{ subjectId: id, after },
    })),
  )
}

/** How a unit is reached and of what type it is. */
export type UnitDetails = Pick<UnitInput, 'unitType' | 'address' | 'contactName' | 'contactPhone'>

/** Changes how many units are reached and of what type they are. */
export async function saveUnits(
  tx: Transaction,
  context: Context,
  changes: readonly { id: string; before: UnitDetails; after: UnitDetails }[],
): Promise<void> {
  await updateManyUnits(
    tx,
    changes.map(({ id, after: { unitType: _, ...contact } }) => ({ id, ...contact })),
    changes.map(({ id, after: { unitType } }) => ({ organisationId: id, unitType })),
  )
  await recordAudits(
    tx,
    context,
    changes.map(({ id, before, after }) => ({
      ...{ action: 'organisations.save-unit', subjectType: 'organisation', subjectId: id },
      ...{ before, after },
    })),
  )
}

/** The units that each of many texts can mean by credit code or name, with their places. */
export async function unitsCalled(
  reader: Reader,
  texts: readonly string[],
): Promise<Map<string, { id: string; label: string }[]>> {
  const rows = texts.length === 0 ? [] : await selectUnitsCalled(reader, texts)
  const codes = [...new Set(rows.map(({ divisionCode }) => divisionCode ?? ''))]
  const places = await divisionsByCodes(reader, codes)
  const label = ({ name, divisionCode }: (typeof rows)[number]) =>
    `${name} · ${places.get(divisionCode ?? '')?.pathName ?? ''}`
  const byText = Map.groupBy(rows, ({ text }) => text)
  return new Map(
    [...byText].map(([text, found]) => [
      text,
      found.map((row) => ({ id: row.id, label: label(row) })),
    ]),
  )
}

/** Takes units back that were registered by mistake and that nothing hangs on. */
export async function removeUnits(
  tx: Transaction,
  context: Context,
  ids: readonly string[],
): Promise<void> {
  await deleteUnits(tx, ids)
  await recordAudits(
    tx,
    context,
    ids.map((subjectId) => ({
      ...{ action: 'organisations.remove-unit', subjectType: 'organisation', subjectId },
    })),
  )
}

/** Closes channels that were opened by mistake. */
export async function closeManyChannels(
  tx: Transaction,
  context: Context,
  ids: readonly string[],
): Promise<void> {
  await closeChannels(tx, ids, context.now)
  await recordAudits(
    tx,
    context,
    ids.map((subjectId) => ({
      ...{ action: 'organisations.close-channel', subjectType: 'buying_channel', subjectId },
    })),
  )
}
