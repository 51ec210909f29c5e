import { addMembership, createPerson } from '../server/accounts/index.ts'
import {
  applyForAdmission,
  createUnit,
  decideAdmission,
  openChannel,
  registerOrganisation,
} from '../server/organisations/index.ts'
import { type Context, systemActor } from '../server/platform/context.ts'
import type { Transaction } from '../server/platform/db/transaction.ts'
import { newIdAt } from '../server/platform/ids.ts'
import type { OrganisationKind, Role } from '../shared/roles.ts'
import { addDays, dayOf } from '../shared/scalars.ts'
import { acting, type Player } from './acting.ts'
import { creditCodeOf, foodLicenceOf } from './codes.ts'
import type { DemoCooperative } from './demo-cooperative.ts'
import { demoCooperatives } from './produce.ts'
import { type DemoUnit, demoUnits } from './units.ts'

export interface UnitCast {
  unitId: string
  channelId: string
  buyer: Player
  approver: Player
  receiver: Player
  finance: Player
  leader: Player
}

/** Everybody who acts in the demo world. */
export interface Cast {
  units: Map<string, UnitCast>
  /** A cooperative's manager, by its key. */
  cooperatives: Map<string, Player>
  /** By the county they look after. */
  officials: Map<string, Player>
  /** Of Wushan too: decides what takes two people (§11.2). */
  secondOfficial: Player
  admin: Player
  /** Registers the group's organisation and its coordinator. */
  group: Player
}

interface Accounts {
  /** Of the accounts that people try the demo with; the others cannot sign in. */
  password: string
  begins: Date
}

/** The unit and the cooperative whose people the demo accounts are. */
export const triedUnit = 'university'
export const triedCooperative = 'shiyuan'
export const triedCounty = '500237'

export function unitOf(cast: Cast, key: string): string {
  return memberOf(cast, key).unitId
}

export function leaderOf(cast: Cast, key: string): Player {
  return memberOf(cast, key).leader
}

function memberOf(cast: Cast, key: string): UnitCast {
  const unit = cast.units.get(key)
  if (unit === undefined) throw new Error(`there is no unit ${key}`)
  return unit
}

/** Who looks after a county. */
export function officialOf(cast: Cast, countyCode = triedCounty): Player {
  const official = cast.officials.get(countyCode)
  if (official === undefined) throw new Error(`nobody looks after ${countyCode}`)
  return official
}

/** Registers platform, counties, units, group and cooperatives with their people. */
export async function castEverybody(tx: Transaction, accounts: Accounts): Promise<Cast> {
  const program = programAt(accounts.begins)
  const platform = await enlist(tx, program, { name: '村集平台运营中心（示例）', kind: 'platform' })
  const hire = hiring(tx, program, accounts.password)
  const admin = await hire('平台管理员', 'admin', platform, ['platform_admin'])
  const group = await enlist(tx, program, { name: '重庆市文旅委帮扶集团', kind: 'group' })
  const coordinator = await hire('集团联络员', 'group', group, ['group_coordinator'])
  const desk = await enlistDesk(tx, program, triedCounty)
  const officials = new Map([[triedCounty, await hire('县级专员', 'county', desk, ['official'])]])
  for (const countyCode of new Set(demoCooperatives.map((cooperative) => cooperative.countyCode))) {
    if (countyCode === triedCounty) continue
    const employer = await enlistDesk(tx, program, countyCode)
    officials.set(
      countyCode,
      await hire('县级专员', `county.${countyCode}`, employer, ['official']),
    )
  }
  const cast: Cast = {
    ...{ units: new Map(), cooperatives: new Map(), officials, admin, group: coordinator },
    secondOfficial: await hire('县级复核员', 'county2', desk, ['official']),
  }
  const asAdmin = acting(admin, accounts.begins)
  for (const unit of demoUnits) cast.units.set(unit.key, await raiseUnit(tx, asAdmin, hire, unit))
  for (const [index, cooperative] of demoCooperatives.entries()) {
    const manager = await admit(tx, { cast, hire, begins: accounts.begins }, cooperative, index)
    cast.cooperatives.set(cooperative.key, manager)
  }
  return cast
}

function programAt(now: Date): Context {
  return { actor: systemActor, requestId: 'demo', now, newId: () => newIdAt(now.getTime()) }
}

interface Employer {
  id: string
  name: string
  kind: OrganisationKind
  divisionCode?: string
}

type Hire = (
  name: string,
  account: string,
  employer: Employer,
  roles: readonly Role[],
) => Promise<Player>

function hiring(tx: Transaction, context: Context, password: string): Hire {
  return async (name, account, employer, roles) => {
    const canSignIn = !account.includes('.')
    const email = `${account}@cunji.test`
    const person = { name, email, phone: null, password: canSignIn ? password : null }
    const { personId } = await createPerson(tx, context, person)
    const divisionCode = employer.divisionCode ?? null
    const of = { organisationId: employer.id, organisationKind: employer.kind, divisionCode }
    await addMembership(tx, context, { personId, organisationName: employer.name, roles, ...of })
    return { personId, name, roles, ...of }
  }
}

async function enlist(
  tx: Transaction,
  context: Context,
  employer: { name: string; kind: OrganisationKind; divisionCode?: string },
): Promise<Employer> {
  const { name, kind, divisionCode = null } = employer
  const organisation = { name, kind, divisionCode, creditCode: null, isExample: true }
  const { organisationId } = await registerOrganisation(tx, context, organisation)
  return { id: organisationId, ...employer }
}

/** Nobody's telephone. */
const contact = { contactName: '示例联系人', contactPhone: '13800000000' }

const countyNames: Record<string, string> = {
  '500237': '巫山县',
  '441826': '连南县',
  '441825': '连山县',
  '441881': '英德市',
  '431102': '零陵区',
}

function enlistDesk(tx: Transaction, context: Context, countyCode: string): Promise<Employer> {
  const name = `${countyNames[countyCode] ?? countyCode}农业农村局（示例）`
  return enlist(tx, context, { name, kind: 'authority', divisionCode: countyCode })
}

async function raiseUnit(
  tx: Transaction,
  context: Context,
  hire: Hire,
  unit: DemoUnit,
): Promise<UnitCast> {
  const reached = { divisionCode: unit.divisionCode, address: unit.address, ...contact }
  const { unitId } = await createUnit(tx, context, {
    name: unit.name,
    creditCode: creditCodeOf(unit.creditBody),
    unitType: unit.type,
    parentId: null,
    isExample: true,
    ...reached,
  })
  const canteen = { kind: 'canteen' as const, name: unit.canteen, creditCode: null }
  const { channelId } = await openChannel(tx, context, { unitId, ...canteen, ...reached })
  const employer: Employer = { id: unitId, name: unit.name, kind: 'unit' }
  const tried = unit.key === triedUnit
  const staff = (name: string, account: string, roles: readonly Role[]) =>
    hire(name, tried ? account : `${account}.${unit.key}`, employer, roles)
  return {
    unitId,
    channelId,
    buyer: await staff('采购员小陈', 'buyer', ['buyer']),
    approver: await staff('审批人老周', 'approver', ['approver']),
    receiver: await staff('库管员小吴', 'receiver', ['receiver']),
    finance: await staff('财务李会计', 'finance', ['finance']),
    leader: await staff('单位负责人', 'leader', ['unit_leader']),
  }
}

/** A cooperative applies, its county recommends it, the platform admits it. */
async function admit(
  tx: Transaction,
  { cast, hire, begins }: { cast: Cast; hire: Hire; begins: Date },
  cooperative: DemoCooperative,
  index: number,
): Promise<Player> {
  const { countyCode, name } = cooperative
  const validFrom = dayOf(begins)
  const { cooperativeId } = await applyForAdmission(tx, programAt(begins), {
    name,
    creditCode: creditCodeOf(cooperative.creditBody),
    cooperativeType: cooperative.type,
    legalRepresentative: cooperative.legalRepresentative,
    villageCode: cooperative.villageCode,
    address: '示例路 1 号',
    ...{ ...contact, contactPhone: `139${String(index).padStart(8, '0')}` },
    contactEmail: null,
    bankName: '示例农村商业银行',
    bankAccount: `6200000000${String(index).padStart(6, '0')}`,
    licences: [
      licence('business', creditCodeOf(cooperative.creditBody), validFrom),
      licence('food_production', foodLicenceOf(countyCode, index + 1), validFrom),
    ],
    isExample: true,
  })
  const decide = (who: Player, step: 'recommend' | 'admit') =>
    decideAdmission(tx, acting(who, begins), { cooperativeId, step, reason: '' })
  await decide(officialOf(cast, countyCode), 'recommend')
  await decide(cast.admin, 'admit')
  const employer: Employer = { id: cooperativeId, name, kind: 'cooperative' }
  const account = cooperative.key === triedCooperative ? 'coop' : `coop.${cooperative.key}`
  const roles = ['cooperative_manager', 'cooperative_packer'] as const
  return hire(cooperative.legalRepresentative, account, employer, roles)
}

function licence(kind: 'business' | 'food_production', number: string, validFrom: string) {
  return { kind, number, validFrom, validTo: addDays(validFrom, 1_825) }
}
