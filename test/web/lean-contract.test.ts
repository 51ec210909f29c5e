import { parseAst } from 'vite'
import { expect, test } from 'vitest'
import { callsAsPure, withoutShapes } from '../../web/lean-contract.ts'

const lean = (code: string) => withoutShapes(code, parseAst(code))

test('an endpoint keeps what the browser reads, and loses what only the server does', () => {
  const code = `
    const body = z.object({ path: text(3) })
    export const save = endpoint({ name: 'a.save', summary: 'x', method: 'PUT', path: '/api/v1/a',
      access: ['buyer'], body, response: z.object({ method: z.string() }), idempotent: true,
      status: 201, errors: ['not_found'] })
    export const others = { summary: 'kept', response: 1 }`
  const endpoint = (definition: object) => definition
  const { save, others } = new Function(
    'endpoint',
    'z',
    'text',
    `${lean(code).replaceAll('export const', 'const')}\nreturn { save, others }`,
  )(endpoint, { object: () => ({}) }, () => ({}))
  expect(save).toEqual({
    name: 'a.save',
    method: 'PUT',
    path: '/api/v1/a',
    access: ['buyer'],
    idempotent: true,
  })
  expect(others).toEqual({ summary: 'kept', response: 1 })
})

test('a constant that a call makes is marked as without effect, and stays what it is', () => {
  const code = `const amount = z.object({ a: 1 }).b()
    export const names = ['x'], row = amount.extend(2)
    export function save() { const own = z.object({}) ; return own }`
  const pure = callsAsPure(code, parseAst(code))
  expect(pure).toContain('const amount = /* @__PURE__ */ (() => z.object({ a: 1 }).b())()')
  expect(pure).toContain('row = /* @__PURE__ */ (() => amount.extend(2))()')
  expect(pure).toContain('{ const own = z.object({}) ; return own }')
})
