import { AppError } from '../../shared/errors.ts'
import type { BuyingChannel, UnitView } from '../../shared/organisations/organisations.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Division, divisionsByCodes } from '../villages/index.ts'
import { type ContactGrant, isContactShown } from './contact-grants.ts'
import { organisationNames, unitById } from './find-organisations.ts'
import { mayEditUnit } from './organisations.policy.ts'
import {
  type Channel,
  selectChannelsOf,
  selectChildUnits,
  selectOrganisation,
} from './organisations.queries.ts'

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
  }
}

/** A place with the path to it, for showing; null stays null. */
export function placeOf(places: Map<string, Division>, code: string | null) {
  return code === null ? null : knownPlace(places, code)
}

/** A place whose code a foreign key vouches for. */
export function knownPlace(places: Map<string, Division>, code: string) {
  return { code, pathName: places.get(code)?.pathName ?? code }
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
