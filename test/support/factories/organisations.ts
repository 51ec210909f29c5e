import {
  buyingChannels,
  cooperatives,
  licences,
  organisations,
  unitApplications,
  units,
} from '../../../server/organisations/organisations.tables.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { TestDatabase } from '../database.ts'
import { insertPlaces } from './villages.ts'

type OrganisationRow = typeof organisations.$inferInsert

export interface OrganisationAttributes {
  id?: string
  kind?: OrganisationRow['kind']
  name?: string
  creditCode?: string
  divisionCode?: string
  holdsIdentity?: boolean
}

/** An organisation of any kind, bare; an authority or the platform unless said otherwise. */
export async function anOrganisation(
  database: TestDatabase,
  attributes: OrganisationAttributes = {},
) {
  await insertPlaces(database)
  const id = attributes.id ?? newId()
  const kind = attributes.kind ?? 'authority'
  const name = attributes.name ?? '巫山县农业农村委员会'
  await database.db.insert(organisations).values({
    id,
    kind,
    name,
    creditCode: attributes.creditCode ?? null,
    divisionCode: attributes.divisionCode ?? '500237',
    holdsIdentity: attributes.holdsIdentity ?? true,
    createdAt: new Date('2024-01-01T00:00:00Z'),
  })
  return { id, name }
}

export interface UnitAttributes {
  id?: string
  name?: string
  parentId?: string
  creditCode?: string
  unitType?: (typeof units.$inferInsert)['unitType']
  /** Where its canteen takes delivery. */
  divisionCode?: string
  channel?: (typeof buyingChannels.$inferInsert)['kind']
}

/** A buying unit with one channel, its own canteen unless said otherwise. */
export async function aUnit(database: TestDatabase, attributes: UnitAttributes = {}) {
  const { id, name } = await anOrganisation(database, {
    divisionCode: '500103',
    name: '渝中区示例机关',
    ...attributes,
    kind: 'unit',
  })
  await database.db.insert(units).values({
    organisationId: id,
    parentId: attributes.parentId ?? null,
    unitType: attributes.unitType ?? 'state_organ',
  })
  const { channelId } = await aChannel(database, {
    unitId: id,
    kind: attributes.channel ?? 'canteen',
    divisionCode: attributes.divisionCode ?? '500103',
  })
  return { id, name, channelId }
}

export interface ChannelAttributes {
  unitId: string
  kind?: (typeof buyingChannels.$inferInsert)['kind']
  divisionCode?: string
}

/** A further buying channel of a unit. */
export async function aChannel(database: TestDatabase, attributes: ChannelAttributes) {
  const channelId = newId()
  await database.db.insert(buyingChannels).values({
    id: channelId,
    unitId: attributes.unitId,
    kind: attributes.kind ?? 'canteen',
    name: '机关食堂',
    divisionCode: attributes.divisionCode ?? '500103',
    address: '示例路 1 号',
    contactName: '李敏',
    contactPhone: '13900000001',
    createdAt: new Date('2024-01-01T00:00:00Z'),
  })
  return { channelId }
}

export interface CooperativeAttributes {
  id?: string
  name?: string
  creditCode?: string
  countyCode?: string
  /** Its own village. */
  divisionCode?: string
  state?: (typeof cooperatives.$inferInsert)['state']
  cooperativeType?: (typeof cooperatives.$inferInsert)['cooperativeType']
  /** The last day of its business licence; without end unless given. */
  licenceValidTo?: string
}

/** An admitted cooperative with a business licence, unless another state is given. */
export async function aCooperative(database: TestDatabase, attributes: CooperativeAttributes = {}) {
  const { id, name } = await anOrganisation(database, {
    divisionCode: '500237222213',
    name: '下庄天路果蔬专业合作社',
    ...attributes,
    holdsIdentity: ['admitted', 'suspended'].includes(attributes.state ?? 'admitted'),
    kind: 'cooperative',
  })
  await database.db.insert(cooperatives).values({
    organisationId: id,
    cooperativeType: attributes.cooperativeType ?? 'cooperative',
    legalRepresentative: '毛建国',
    bankName: '重庆农村商业银行巫山支行',
    bankAccount: '6210000000000000001',
    countyCode: attributes.countyCode ?? '500237',
    state: attributes.state ?? 'admitted',
    appliedAt: new Date('2024-01-01T00:00:00Z'),
  })
  await database.db.insert(licences).values({
    id: newId(),
    cooperativeId: id,
    kind: 'business',
    number: '示例执照',
    validFrom: '2020-01-01',
    validTo: attributes.licenceValidTo ?? null,
    state: 'accepted',
    countyCode: attributes.countyCode ?? '500237',
    createdAt: new Date('2024-01-01T00:00:00Z'),
  })
  return { id, name }
}

/** The application of a unit that waits for the officials of its place. */
export async function aUnitApplication(
  database: TestDatabase,
  attributes: Partial<typeof unitApplications.$inferInsert> = {},
): Promise<string> {
  const id = newId()
  await database.db.insert(unitApplications).values({
    id,
    name: '巫山县示例中学',
    creditCode: '11500000MB19069553',
    unitType: 'school',
    divisionCode: '500237',
    address: '示例路 3 号',
    contactName: '周校长',
    contactPhone: '13900000031',
    supervisingUnit: '',
    state: 'applied',
    appliedAt: new Date('2026-11-01T00:00:00Z'),
    ...attributes,
  })
  return id
}
