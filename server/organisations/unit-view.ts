import { AppError } from '../../shared/errors.ts'
import type { BuyingChannel, UnitView } from '../../shared/organisations/organisations.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Division, divisionsByCodes } from '../villages/index.ts'
import { latestChanges } from './change-view.ts'
import { type ContactGrant, isContactShown } from './contact-grants.ts'
import { organisationNames, unitById } from './find-organisations.ts'
import { mayEditUnit } from './organisations.policy.ts'
import {
  type Channel,
  selectChannelsOf,
  selectChildUnits,
  selectOrganisation,
} from './organisations.queries.ts'
import { knownPlace, placeOf } from './place-view.ts'

/** A unit as its profile shows it; contact persons where they are the viewer's business. */
export async function unitView(
  reader: Reader,
  context: Context,
  unitId: string,
  grants: readonly ContactGrant[] = [],
): Promise<UnitView> {
  const unit = await unitById(reader, unitId)
  const organisation = unit && (await selectOrganisation(reader, unitId))
  if (!unit || !organisation) throw new AppError('not_found')
  const channels = await selectChannelsOf(reader, unitId)
  const isShown = await isContactShown(reader, context, unit, grants)
  const codes = [
    ...channels.map((channel) => channel.divisionCode),
    organisation.divisionCode ?? '',
  ]
  const places = await divisionsByCodes(reader, codes)
  const names = await organisationNames(reader, unit.parentId === null ? [] : [unit.parentId])
  return {
    id: unitId,
    version: organisation.version,
    name: organisation.name,
    creditCode: organisation.creditCode,
    unitType: unit.unitType,
    isExample: organisation.isExample,
    place: placeOf(places, organisation.divisionCode),
    address: organisation.address,
    contactName: isShown ? organisation.contactName : null,
    contactPhone: isShown ? organisation.contactPhone : null,
    parent:
      unit.parentId === null ? null : { id: unit.parentId, name: names.get(unit.parentId) ?? '' },
    children: await selectChildUnits(reader, unitId),
    channels: channels.map((channel) => channelView(channel, places, isShown)),
    mayEdit: mayEditUnit(context.actor, unitId),
    changes: await latestChanges(reader, context, unitId),
  }
}

function channelView(
  channel: Channel,
  places: Map<string, Division>,
  isContactShown: boolean,
): BuyingChannel {
  const { id, kind, name, creditCode, address } = channel
  return {
    ...{ id, kind, name, creditCode, address },
    contactName: isContactShown ? channel.contactName : null,
    contactPhone: isContactShown ? channel.contactPhone : null,
    place: knownPlace(places, channel.divisionCode),
    closedAt: channel.closedAt?.toISOString() ?? null,
  }
}
