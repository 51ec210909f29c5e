import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type {
  channelBody,
  unitBody,
  unitDetailsBody,
} from '../../shared/organisations/organisations.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { unitById } from './find-organisations.ts'
import {
  insertChannel,
  insertUnit,
  lockChannel,
  lockOrganisation,
  updateChannel,
  updateOrganisation,
  updateUnit,
} from './organisations.queries.ts'
import { registerOrganisation } from './register-organisation.ts'

/** A unit as the contract takes it. */
export type UnitInput = z.output<typeof unitBody> & { isExample?: boolean }

/** Registers a buying unit below its supervising unit, if it has one. */
export async function createUnit(
  tx: Transaction,
  context: Context,
  input: UnitInput,
): Promise<{ unitId: string }> {
  const { unitType, parentId, ...organisation } = input
  if (parentId !== null && (await unitById(tx, parentId)) === null)
    throw fieldError(['parentId'], 'not_found')
  const { organisationId } = await registerOrganisation(tx, context, {
    ...organisation,
    kind: 'unit',
  })
  await insertUnit(tx, { organisationId, parentId, unitType })
  return { unitId: organisationId }
}

export type UnitChange = z.output<typeof unitDetailsBody> & { unitId: string; version: number }

/** Changes how a unit is reached and of what type it is; its identity is proposed (§11.5). */
export async function saveUnit(
  tx: Transaction,
  context: Context,
  { unitId, version, ...change }: UnitChange,
): Promise<void> {
  const organisation = await lockOrganisation(tx, unitId)
  const unit = organisation && (await unitById(tx, unitId))
  if (!organisation || !unit) throw new AppError('not_found')
  if (organisation.version !== version) throw new AppError('stale_version')
  const { unitType, ...contact } = change
  await updateOrganisation(tx, unitId, contact)
  await updateUnit(tx, unitId, { unitType })
  const { address, contactName, contactPhone } = organisation
  await recordAudit(tx, context, {
    action: 'organisations.save-unit',
    subjectType: 'organisation',
    subjectId: unitId,
    before: { address, contactName, contactPhone, unitType: unit.unitType },
    after: change,
  })
}

/** A buying channel as the contract takes it. */
export type ChannelInput = z.output<typeof channelBody>

/** Adds a way for a unit to buy: its canteen, the canteen's contractor, its union, its staff. */
export async function openChannel(
  tx: Transaction,
  context: Context,
  { unitId, ...channel }: ChannelInput & { unitId: string },
): Promise<{ channelId: string }> {
  if ((await unitById(tx, unitId)) === null) throw new AppError('not_found')
  await requireDivision(tx, channel.divisionCode, ['divisionCode'])
  const id = context.newId()
  await insertChannel(tx, { ...channel, id, unitId, createdAt: context.now })
  await audit(tx, context, { action: 'open-channel', id, after: { unitId, ...channel } })
  return { channelId: id }
}

/** Changes an open channel; its kind stays, for it decides how purchases count (§3.7). */
export async function saveChannel(
  tx: Transaction,
  context: Context,
  { channelId, ...change }: Omit<ChannelInput, 'kind'> & { channelId: string },
): Promise<void> {
  const before = await lockOpenChannel(tx, channelId)
  if (change.divisionCode !== before.divisionCode)
    await requireDivision(tx, change.divisionCode, ['divisionCode'])
  await updateChannel(tx, channelId, change)
  await audit(tx, context, { action: 'save-channel', id: channelId, before, after: change })
}

/** Closes a channel; what was ordered through it goes on. */
export async function closeChannel(
  tx: Transaction,
  context: Context,
  { channelId }: { channelId: string },
): Promise<void> {
  await lockOpenChannel(tx, channelId)
  await updateChannel(tx, channelId, { closedAt: context.now })
  await audit(tx, context, { action: 'close-channel', id: channelId })
}

async function lockOpenChannel(tx: Transaction, channelId: string) {
  const channel = await lockChannel(tx, channelId)
  if (channel === null) throw new AppError('not_found')
  if (channel.closedAt !== null) throw new AppError('illegal_transition')
  return channel
}

function audit(
  tx: Transaction,
  context: Context,
  { action, id, before, after }: { action: string; id: string; before?: unknown; after?: unknown },
): Promise<void> {
  return recordAudit(tx, context, {
    action: `organisations.${action}`,
    subjectType: 'buying_channel',
    subjectId: id,
    before,
    after,
  })
}
