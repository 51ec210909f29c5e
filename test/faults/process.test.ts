import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { root } from '../support/sources.ts'

const directory = mkdtempSync(path.join(tmpdir(), 'cunji-process-'))
const settings = { NODE_ENV: 'test', DATA_DIR: directory, PORT: '0' }
const children = new Set<ChildProcess>()

// What `npm start` runs; the sources behind it are what every other test runs.
const bundle = 'dist/server/main.js'
beforeAll(() => execFileSync(process.execPath, ['server/bundle.ts'], { cwd: root }))

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  const left = postmaster()
  if (left !== undefined) process.kill(left, 'SIGINT')
  await vi.waitUntil(() => postmaster() === undefined, { timeout: 10_000 })
  rmSync(directory, { recursive: true, force: true })
})

/** The embedded server that runs on the folder, if one does. */
function postmaster(): number | undefined {
  const file = path.join(directory, 'postgres', 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
}

interface Program {
  child: ChildProcess
  output(): string
  ended: Promise<number | null>
}

function run(file: string, environment: Record<string, string>, args: string[] = []): Program {
  const child = spawn(process.execPath, [file, ...args], { cwd: root, env: environment })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      output += part
    })
  const ended = once(child, 'close').then(([status]) => status as number | null)
  return { child, output: () => output, ended }
}

async function start(): Promise<Program & { address: string }> {
  const program = run(bundle, settings)
  const address = () => /is ready: (http\S+)/.exec(program.output())?.[1] ?? ''
  await expect.poll(address, { timeout: 60_000 }).not.toBe('')
  return { ...program, address: address() }
}

test('it starts with nothing set, answers, and stops in order on SIGTERM', async () => {
  const program = await start()
  const answer = await fetch(`${program.address}/readyz`)
  expect(await answer.json()).toEqual({ status: 'ready' })
  program.child.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(postmaster()).toBeUndefined()
})

test('Ctrl-C stops it as well, and twice stops it at once', async () => {
  const program = await start()
  program.child.kill('SIGINT')
  expect(await program.ended).toBe(0)
  expect(postmaster()).toBeUndefined()

  const hurried = await start()
  hurried.child.kill('SIGINT')
  hurried.child.kill('SIGTERM')
  expect([0, 1]).toContain(await hurried.ended)
})

test('Ctrl-C while it still starts stops what had been started', async () => {
  // Whatever the test before has left behind is adopted and put away first.
  const before = await start()
  before.child.kill('SIGTERM')
  await before.ended

  const program = run(bundle, settings)
  await expect.poll(postmaster, { timeout: 60_000 }).toBeDefined()
  program.child.kill('SIGINT')
  expect(await program.ended).toBe(0)
  await expect.poll(postmaster).toBeUndefined()
  expect(program.output()).not.toContain('Error')
})

test('a server left behind by a killed process is adopted, and stopped in the end', async () => {
  const killed = await start()
  const left = postmaster()
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(postmaster()).toBe(left)

  const program = await start()
  expect(postmaster()).toBe(left)
  program.child.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(postmaster()).toBeUndefined()
})

test('a command beside the running program leaves it its database', async () => {
  const program = await start()
  const command = run('server/cunji.ts', settings, ['verify'])
  expect(await command.ended).toBe(0)
  expect((await fetch(`${program.address}/readyz`)).status).toBe(200)

  const port = new URL(program.address).port
  const rival = run(bundle, { ...settings, PORT: port })
  expect(await rival.ended).toBe(1)
  expect(rival.output()).toContain(`Port ${port} is taken by another program`)
  expect((await fetch(`${program.address}/readyz`)).status).toBe(200)
  program.child.kill('SIGTERM')
  expect(await program.ended).toBe(0)
})

test('a wrong setting is one sentence and status 1', async () => {
  const program = run(bundle, { ...settings, PORT: 'http' })
  expect(await program.ended).toBe(1)
  expect(program.output()).toBe('PORT must be a port number from 0 to 65535.\n')

  const lost = run(bundle, {
    ...settings,
    DATABASE_URL: 'postgres://cunji:secret-word@127.0.0.1:9/cunji',
  })
  expect(await lost.ended).toBe(1)
  expect(lost.output()).toMatch(/^The server at DATABASE_URL cannot be reached \(\w+\)\.\n$/)
})
