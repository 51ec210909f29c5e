import { parseAst } from 'vite'
import { expect, test } from 'vitest'
import { withoutShapes } from '../../web/lean-contract.ts'

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
