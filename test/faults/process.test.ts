import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { root } from '../support/sources.ts'

const directory = mkdtempSync(path.join(tmpdir(), 'cunji-process-'))
const settings = { NODE_ENV: 'test', DATA_DIR: directory, PORT: '0' }
const children = new Set<ChildProcess>()

// What `npm start` runs; the sources behind it are what every other test runs.
const bundle = 'dist/server/main.js'
beforeAll(() => execFileSync(process.execPath, ['server/bundle.ts'], { cwd: root }))

// Each test begins with nothing running, whatever the one before has left behind.
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  const left = postmaster()
  if (left !== undefined) process.kill(left, 'SIGINT')
  await vi.waitUntil(() => postmaster() === undefined, { timeout: 10_000 })
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

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

test('it starts with nothing set, works beside a command, and stops in order on SIGTERM', async () => {
  const program = await start()
  const isReady = async () => (await fetch(`${program.address}/readyz`)).json()
  expect(await isReady()).toEqual({ status: 'ready' })

  // A command leaves the running program its database, and so does a rival for its port.
  const port = new URL(program.address).port
  const command = run('server/cunji.ts', settings, ['verify'])
  const rival = run(bundle, { ...settings, PORT: port })
  expect(await command.ended).toBe(0)
  expect(await rival.ended).toBe(1)
  expect(rival.output()).toContain(`Port ${port} is taken by another program`)
  expect(await isReady()).toEqual({ status: 'ready' })

  program.child.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(postmaster()).toBeUndefined()
})

test('Ctrl-C while it still starts stops what had been started', async () => {
  const program = run(bundle, settings)
  await expect.poll(postmaster, { timeout: 60_000 }).toBeDefined()
  program.child.kill('SIGINT')
  expect(await program.ended).toBe(0)
  await expect.poll(postmaster).toBeUndefined()
  expect(program.output()).not.toContain('Error')
})

test('a server that a killed process left behind is adopted, and stopped in the end on Ctrl-C', async () => {
  const killed = await start()
  const left = postmaster()
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(postmaster()).toBe(left)

  const program = await start()
  expect(postmaster()).toBe(left)
  program.child.kill('SIGINT')
  expect(await program.ended).toBe(0)
  expect(postmaster()).toBeUndefined()
})

test('Ctrl-C twice stops it at once', async () => {
  const hurried = await start()
  hurried.child.kill('SIGINT')
  hurried.child.kill('SIGTERM')
  expect([0, 1]).toContain(await hurried.ended)
})

test('a wrong setting is one sentence and status 1', async () => {
  const wrong = run(bundle, { ...settings, PORT: 'http' })
  const unreachable = 'postgres://cunji:secret-word@127.0.0.1:9/cunji'
  const lost = run(bundle, { ...settings, DATABASE_URL: unreachable })
  expect(await wrong.ended).toBe(1)
  expect(wrong.output()).toBe('PORT must be a port number from 0 to 65535.\n')
  expect(await lost.ended).toBe(1)
  expect(lost.output()).toMatch(/^The server at DATABASE_URL cannot be reached \(\w+\)\.\n$/)
})
