import type { Ref } from 'vue'

/**
 * The fields of a form that a parent owns, to be bound one by one: `v-model="fields.name"`.
 * Setting one hands the parent a new form; the form it gave is never changed in place.
 */
export function useFields<T extends object>(form: Ref<T>): T {
  return new Proxy({} as T, {
    get: (_none, name) => Reflect.get(form.value, name),
    set: (_none, name, value) => {
      form.value = { ...form.value, [name]: value }
      return true
    },
  })
}

/** A list with one row changed, or without it. */
export function withRow<T>(rows: readonly T[], at: number, change: Partial<T> | null): T[] {
  return rows.flatMap((row, index) => {
    if (index !== at) return [row]
    return change === null ? [] : [{ ...row, ...change }]
  })
}
