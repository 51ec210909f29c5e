import { type Plugin, parseAst } from 'vite'

const sharedFile = /\/shared\/.*\.ts$/
const contractFile = /\.api\.ts$/

/** What of an endpoint only the server and the description of the API read. */
const serverOnly = new Set(['summary', 'params', 'query', 'body', 'response', 'errors', 'status'])

interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/**
 * Leaves out of the contract what the browser never reads: it takes its types from the shapes and
 * sends what the server checks. What only stood in a shape is then not loaded either.
 */
export function leanContract(): Plugin {
  return {
    name: 'cunji:lean-contract',
    // The types are gone by then.
    enforce: 'post',
    transform(code, id) {
      if (!sharedFile.test(id)) return null
      // Files of shared/ only define: one that nobody takes anything from is left out.
      const moduleSideEffects = false
      const plain = contractFile.test(id) ? withoutShapes(code, parseAst(code)) : code
      return { code: callsAsPure(plain, parseAst(plain)), map: null, moduleSideEffects }
    },
  }
}

/** The code without the members of `endpoint({ … })` that only the server reads. */
export function withoutShapes(code: string, program: object): string {
  let lean = code
  for (const { start, end } of [...shapesIn(program)].sort((a, b) => b.start - a.start))
    lean = lean.slice(0, start) + lean.slice(end).replace(/^\s*,/, '')
  return lean
}

/**
 * The code with every constant that a call makes marked as without effect: a schema that no screen
 * uses is left out even where another constant of its file is used.
 */
export function callsAsPure(code: string, program: object): string {
  const made = constantsOf(program).flatMap(({ init }) =>
    isNode(init) && init.type === 'CallExpression' ? [init] : [],
  )
  let marked = code
  for (const { start, end } of made.sort((a, b) => b.start - a.start)) {
    const call = marked.slice(start, end)
    marked = `${marked.slice(0, start)}/* @__PURE__ */ (() => ${call})()${marked.slice(end)}`
  }
  return marked
}

function constantsOf(program: object): Node[] {
  const statements = (program as { body: Node[] }).body.map((statement) =>
    isNode(statement.declaration) ? statement.declaration : statement,
  )
  return statements.flatMap((statement) =>
    statement.type === 'VariableDeclaration' ? (statement.declarations as Node[]) : [],
  )
}

function* shapesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* shapesIn(item)
  if (!isNode(value)) return
  if (value.type === 'CallExpression' && nameOf(value.callee) === 'endpoint') {
    const [definition] = value.arguments as Node[]
    const members = (definition?.properties ?? []) as Node[]
    yield* members.filter((member) => serverOnly.has(nameOf(member.key)))
    return
  }
  for (const child of Object.values(value)) yield* shapesIn(child)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function nameOf(value: unknown): string {
  return isNode(value) && typeof value.name === 'string' ? value.name : ''
}
