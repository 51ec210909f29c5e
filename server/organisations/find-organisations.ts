import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { selectLastAccountChange } from './changes.queries.ts'
import { selectValidLicences } from './licences.queries.ts'
import {
  type Channel,
  type Cooperative,
  type Organisation,
  selectChannels,
  selectCooperatives,
  selectNames,
  selectOrganisation,
  selectOrganisationsByIds,
  selectOrganisationsCalled,
  selectUnitFamily,
  selectUnits,
  type Unit,
} from './organisations.queries.ts'

/** A buying unit, or null when the organisation is none. */
export async function unitById(reader: Reader, unitId: string): Promise<Unit | null> {
  const [unit] = await selectUnits(reader, [unitId])
  return unit ?? null
}

/** Several units in one statement; unknown ids are left out. */
export async function unitsByIds(
  reader: Reader,
  unitIds: readonly string[],
): Promise<Map<string, Unit>> {
  const rows = unitIds.length === 0 ? [] : await selectUnits(reader, unitIds)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The ids of a unit and of all units below it (主管单位), in id order. */
export function unitFamily(reader: Reader, unitId: string): Promise<string[]> {
  return selectUnitFamily(reader, unitId)
}

/** A buying channel (canteen, contractor, union, staff), closed or not, or null. */
export async function channelById(reader: Reader, channelId: string): Promise<Channel | null> {
  const [channel] = await selectChannels(reader, [channelId])
  return channel ?? null
}

/** A cooperative in whatever state, or null. */
export async function cooperativeById(
  reader: Reader,
  cooperativeId: string,
): Promise<Cooperative | null> {
  const [cooperative] = await selectCooperatives(reader, [cooperativeId])
  return cooperative ?? null
}

/**
 * A cooperative that may sell on the day: admitted (`cooperative_not_admitted` otherwise) and
 * with an accepted business licence valid that day (`licence_not_valid` otherwise).
 */
export async function requireAdmittedCooperative(
  reader: Reader,
  cooperativeId: string,
  onDay: string,
): Promise<Cooperative> {
  const cooperative = await cooperativeById(reader, cooperativeId)
  if (cooperative === null) throw new AppError('not_found')
  const { name, state } = cooperative
  if (state !== 'admitted')
    throw new AppError('cooperative_not_admitted', { values: { name, state } })
  const valid = await selectValidLicences(reader, cooperativeId, onDay)
  if (!valid.some((licence) => licence.kind === 'business'))
    throw new AppError('licence_not_valid', { values: { name, day: onDay } })
  return cooperative
}

/** Where cooperatives are paid today; an empty account where none was confirmed yet (§11.5). */
export async function bankAccountsOf(reader: Reader, cooperativeIds: readonly string[]) {
  const cooperatives = await selectCooperatives(reader, cooperativeIds)
  return cooperatives.map(({ id, name, bankName, bankAccount }) => {
    return { cooperativeId: id, name, bankName, bankAccount }
  })
}

/** Where a cooperative is paid, since which day, and in which role that was confirmed (§11.5). */
export async function bankAccountOf(reader: Reader, cooperativeId: string) {
  const cooperative = await cooperativeById(reader, cooperativeId)
  if (cooperative === null) return null
  const { bankName, bankAccount } = cooperative
  const last = await selectLastAccountChange(reader, cooperativeId)
  const changedOn = last?.at ? dayOf(last.at) : null
  return { bankName, bankAccount, changedOn, confirmedAs: last?.by ?? null }
}

/** The names of organisations of any kind, by id. */
export async function organisationNames(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = ids.length === 0 ? [] : await selectNames(reader, [...new Set(ids)])
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** An organisation of any kind, or null. */
export function organisationById(
  reader: Reader,
  organisationId: string,
): Promise<Organisation | null> {
  return selectOrganisation(reader, organisationId)
}

/** Several organisations of any kind in one statement; unknown ids are left out. */
export async function organisationsByIds(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, CalledOrganisation>> {
  const rows = ids.length === 0 ? [] : await selectOrganisationsByIds(reader, ids)
  return new Map(rows.map((row) => [row.id, { ...row, label: row.name }]))
}

/** An organisation that a text names, and how it is told from its namesakes. */
export interface CalledOrganisation {
  id: string
  kind: Organisation['kind']
  name: string
  divisionCode: string | null
  /** Its name and its place. */
  label: string
}

/** The organisations of any kind that each of many texts can mean by credit code or name. */
export async function organisationsCalled(
  reader: Reader,
  texts: readonly string[],
): Promise<Map<string, CalledOrganisation[]>> {
  const rows = texts.length === 0 ? [] : await selectOrganisationsCalled(reader, texts)
  const codes = [...new Set(rows.map(({ divisionCode }) => divisionCode ?? ''))]
  const places = await divisionsByCodes(reader, codes)
  const labelled = rows.map(({ text, ...row }) => {
    const place = places.get(row.divisionCode ?? '')?.pathName ?? ''
    return { text, organisation: { ...row, label: `${row.name} · ${place}` } }
  })
  const byText = Map.groupBy(labelled, ({ text }) => text)
  return new Map(
    [...byText].map(([text, found]) => [text, found.map(({ organisation }) => organisation)]),
  )
}
