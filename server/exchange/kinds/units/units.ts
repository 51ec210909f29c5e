import type { NumberedLine } from '../../../../shared/sheet.ts'
import { defineKind } from '../kind.ts'
import { applyUnits, undoUnits, unitHinders } from './apply-units.ts'
import { checkUnits } from './check-units.ts'
import { unitFields } from './unit-fields.ts'

/** Buying units, which only the platform registers. */
export const units = defineKind({
  name: 'units',
  titles: { 'zh-CN': '帮扶单位', en: 'Units' },
  fields: unitFields,
  readAbove: yearStated,
  mayImport: ({ roles }) => roles.includes('platform_admin'),
  check: checkUnits,
  apply: applyUnits,
  hinders: unitHinders,
  undo: undoUnits,
})

/** The year that title or heads say for targets and budgets; several are asked about. */
function yearStated(above: readonly NumberedLine[], titles: readonly string[]) {
  const texts = [...above.map(({ text }) => text), ...titles].join(' ').normalize('NFKC')
  const years = new Set(
    Array.from(texts.matchAll(/(?<!\d)(20\d\d)\s?年(?!\s?\d{1,2}\s?月)/g), ([, year]) => year),
  )
  const said: Record<string, string> = years.size === 0 ? {} : { year: [...years].join('、') }
  return said
}
