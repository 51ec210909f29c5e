/** Units over a stretch of months: a group's member counts while it was one. */
export interface UnitWindow {
  unitIds: readonly string[]
  firstMonth: string
  lastMonth: string
}

/** Whose entries are meant: null stands for all units, or for the whole country. */
export interface Scope {
  units: readonly UnitWindow[] | null
  node: string | null
}
