export { type ApplicationInput, applyForAdmission } from './apply-for-admission.ts'
export type { ContactGrant } from './contact-grants.ts'
export { type DecisionInput, decideAdmission } from './decide-admission.ts'
export { selectNamed as organisationsNamed } from './directory.queries.ts'
export {
  bankAccountOf,
  bankAccountsOf,
  type CalledOrganisation,
  cooperativeById,
  organisationById,
  organisationNames,
  organisationsByIds,
  organisationsCalled,
  requireAdmittedCooperative,
  unitById,
  unitFamily,
  unitsByIds,
} from './find-organisations.ts'
export { mayReadLicenceScan } from './licences.ts'
export {
  type KnownCooperative,
  selectCooperativeUses,
  selectKnownCooperatives,
} from './many-cooperatives.queries.ts'
export { applyForMany, type NewApplication, removeApplications } from './many-cooperatives.ts'
export { type KnownUnit, selectKnownUnits, selectUnitUses } from './many-units.queries.ts'
export {
  closeManyChannels,
  createUnits,
  type NewUnit,
  openChannels,
  removeUnits,
  saveUnits,
  type UnitDetails,
  unitsCalled,
} from './many-units.ts'
export type { Channel, Cooperative, Organisation, Unit } from './organisations.queries.ts'
export {
  lockOrganisation,
  lockOrganisations,
  selectChannels as channelsByIds,
  selectPartiesOfTrade as partiesOfTrade,
} from './organisations.queries.ts'
export { organisationsPublished } from './organisations.tables.ts'
export { proposeBankAccount, proposeIdentity } from './propose-change.ts'
export { type NewOrganisation, registerOrganisation } from './register-organisation.ts'
export { requireNotSuspended, requireSellerAct } from './require-seller-act.ts'
export { requireSecondPerson, secondPersonDays } from './second-person.ts'
export { firstStart, operatorName, platformOperator, setUpPlatform } from './set-up.ts'
export { type ChannelInput, createUnit, openChannel, type UnitInput } from './units.ts'
export { waitingInOrganisations } from './waiting.queries.ts'
