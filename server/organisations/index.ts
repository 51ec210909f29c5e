export { type ApplicationInput, applyForAdmission } from './apply-for-admission.ts'
export { createUnit, type UnitInput } from './create-unit.ts'
export { type DecisionInput, decideAdmission } from './decide-admission.ts'
export {
  cooperativeById,
  organisationById,
  organisationNames,
  requireAdmittedCooperative,
  unitById,
  unitFamily,
  unitsByIds,
} from './find-organisations.ts'
export { type ChannelInput, openChannel } from './keep-channels.ts'
export type { Channel, Cooperative, Organisation, Unit } from './organisations.queries.ts'
export { type NewOrganisation, registerOrganisation } from './register-organisation.ts'
