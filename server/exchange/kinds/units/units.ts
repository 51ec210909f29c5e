import { defineKind } from '../kind.ts'
import { applyUnits, undoUnits, unitHinders } from './apply-units.ts'
import { checkUnits } from './check-units.ts'
import { unitFields } from './unit-fields.ts'

/** Buying units, which only the platform registers. */
export const units = defineKind({
  name: 'units',
  titles: { 'zh-CN': '帮扶单位', en: 'Units' },
  fields: unitFields,
  mayImport: ({ roles }) => roles.includes('platform_admin'),
  check: checkUnits,
  apply: applyUnits,
  hinders: unitHinders,
  undo: undoUnits,
})
