export { type Division, selectBelow as divisionsBelow } from './divisions.queries.ts'
export { divisionsMeant, type MeantDivision } from './divisions-meant.ts'
export {
  divisionByCode,
  divisionsByCodes,
  heirsOfPredecessors,
  requireDivision,
  requireVillage,
  successorsOf,
} from './find-divisions.ts'
export { type ImportInput, type ImportOutcome, importDivisions } from './import-divisions.ts'
export { selectCapacitiesOfMany as capacitiesOf } from './profiles.queries.ts'
export { divisionImportJobs, divisionImportListeners, giveUpImports } from './request-import.ts'
export { selectVillagesNamed as villagesNamed } from './search.queries.ts'
export { divisionsPublished } from './villages.tables.ts'
