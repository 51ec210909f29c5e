import { expect, test } from 'vitest'
import { shallowRef } from 'vue'
import { useFields, withRow } from '../../../web/catalogue/use-fields.ts'

test('setting a field makes a new form, and the one that was given stays as it was', () => {
  const goods = Object.freeze({ name: '脆李', tiers: Object.freeze([1]) })
  const form = shallowRef<{ name: string; tiers: readonly number[] }>(goods)
  const fields = useFields(form)
  fields.name = '奈李'
  fields.tiers = [1, 2]
  expect(goods).toEqual({ name: '脆李', tiers: [1] })
  expect(form.value).toEqual({ name: '奈李', tiers: [1, 2] })
  form.value = { name: '柑橘', tiers: [] }
  expect(fields.name).toBe('柑橘')
})

test('one row of a list is changed or taken out, in a new list', () => {
  const rows = Object.freeze([{ n: 1 }, { n: 2 }, { n: 3 }])
  expect(withRow(rows, 1, { n: 5 })).toEqual([{ n: 1 }, { n: 5 }, { n: 3 }])
  expect(withRow(rows, 0, null)).toEqual([{ n: 2 }, { n: 3 }])
})
