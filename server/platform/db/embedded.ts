import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { keptSecret } from '../../config.ts'
import { type Binaries, findBinaries } from './embedded-binaries.ts'
import { type Identity, identityFor, own } from './embedded-identity.ts'

export interface EmbeddedServer {
  url: string
  /** False when the server had been left running by an earlier process and was taken over. */
  started: boolean
  stop(): Promise<void>
}

const superuser = 'cunji'

const serverOptions = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=128MB',
  'max_connections=100',
  'timezone=UTC',
  'log_timezone=UTC',
  'jit=off',
]

/**
 * Starts the PostgreSQL that comes with the package, or adopts the one that an earlier process
 * left running on the same folder. It is for trying, developing and testing; production has its
 * own server.
 */
export async function startEmbedded(options: {
  directory: string
  flags?: readonly string[]
  /** A free one unless given. */
  port?: number
  /** Starts it again when it dies. */
  revive?: boolean
}): Promise<EmbeddedServer> {
  const directory = path.resolve(options.directory)
  const data = path.join(directory, 'postgres')
  const password = keptSecret(directory, 'postgres-password', 24)
  const binaries = await findBinaries()
  const identity = identityFor(binaries.postgres, directory)
  await initialise({ binaries, identity, directory, data })

  const owner = path.join(directory, 'owner.pid')
  const flags = options.flags ?? []
  const startOn = async (port: number): Promise<Running> => {
    const child = launch({ binaries, identity, directory, data, port, flags })
    return untilReady({ data, directory, child })
  }
  const adopted = await settled(data)
  let running = adopted ?? (await startOn(options.port ?? (await freePort())))
  const { port } = running
  let owned = takeOwnership(owner, directory)
  const watch = options.revive
    ? watchOver(
        () => running.pid,
        async () => {
          running = (await settled(data)) ?? (await startOn(port))
          owned = takeOwnership(owner, directory)
        },
      )
    : undefined
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    started: adopted === undefined,
    stop: async () => {
      await watch?.end()
      // Another process that runs on the same folder, such as a command beside the server,
      // still needs it: only the owner stops it.
      if (!owned) return
      fs.rmSync(owner, { force: true })
      await stopServer({ pid: running.pid, data })
    },
  }
}

/** Looks every second whether the server still lives, and has it started again if not. */
function watchOver(pid: () => number, revive: () => Promise<void>): { end(): Promise<void> } {
  let reviving = Promise.resolve()
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy || isPostgres(pid())) return
    isBusy = true
    reviving = revive()
      // The next look tries again; who asks meanwhile is told to come again.
      .catch(() => {})
      .finally(() => {
        isBusy = false
      })
  }, 1_000).unref()
  return {
    end: async () => {
      clearInterval(timer)
      await reviving
    },
  }
}

async function initialise(cluster: {
  binaries: Binaries
  identity: Identity
  directory: string
  data: string
}): Promise<void> {
  if (fs.existsSync(path.join(cluster.data, 'PG_VERSION'))) return
  const draft = fs.mkdtempSync(`${cluster.data}.new-`)
  const passwordFile = path.join(cluster.directory, 'postgres-password')
  own(cluster.identity, [cluster.directory, draft, passwordFile])
  const [command = '', ...args] = [
    ...cluster.identity.prefix,
    cluster.binaries.initdb,
    ...['-D', draft, '-U', superuser, '--pwfile', passwordFile, '--auth=scram-sha-256'],
    // With a C character type the trigram index would lose all Chinese.
    ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--lc-collate=C', '--lc-ctype=C.UTF-8', '--lc-messages=C', '--no-sync'],
  ]
  const child = spawn(command, args, {
    ...cluster.identity.ids,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...cluster.binaries.environment, LC_ALL: 'C' },
  })
  let complaint = ''
  child.stderr?.on('data', (part: Buffer) => {
    complaint += part
  })
  const [status] = (await once(child, 'close')) as [number | null]
  if (status !== 0) {
    fs.rmSync(draft, { recursive: true, force: true })
    throw new Error(`The embedded PostgreSQL could not be prepared: ${complaint.trim()}`)
  }
  try {
    fs.renameSync(draft, cluster.data)
  } catch (error) {
    // Another process was quicker; its folder is as good as ours.
    fs.rmSync(draft, { recursive: true, force: true })
    if (!fs.existsSync(path.join(cluster.data, 'PG_VERSION'))) throw error
  }
}

function launch(cluster: {
  binaries: Binaries
  identity: Identity
  directory: string
  data: string
  port: number
  flags: readonly string[]
}): ChildProcess {
  const logFile = path.join(cluster.directory, 'postgres.log')
  const log = fs.openSync(logFile, 'a', 0o600)
  const [command = '', ...args] = [
    ...cluster.identity.prefix,
    cluster.binaries.postgres,
    ...['-D', cluster.data, '-p', String(cluster.port)],
    ...[...serverOptions, ...cluster.flags].flatMap((option) => ['-c', option]),
  ]
  const child = spawn(command, args, {
    ...cluster.identity.ids,
    // In a group of its own, or Ctrl-C would stop it before its clients.
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...cluster.binaries.environment, LC_ALL: 'C' },
  })
  fs.closeSync(log)
  child.on('error', () => {})
  child.unref()
  return child
}

async function untilReady(cluster: {
  data: string
  directory: string
  child: ChildProcess
}): Promise<Running> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const pidFile = readPidFile(cluster.data)
    if (pidFile?.status === 'ready' && isPostgres(pidFile.pid)) return pidFile
    const gone = cluster.child.exitCode !== null || cluster.child.pid === undefined
    // A server started by another process at the same moment makes ours give up: use that one.
    if ((gone && (pidFile === undefined || !isPostgres(pidFile.pid))) || Date.now() > deadline)
      break
    await sleep(15)
  }
  const log = fs.readFileSync(path.join(cluster.directory, 'postgres.log'), 'utf8')
  const last = log.trim().split('\n').slice(-3).join(' ')
  throw new Error(`The embedded PostgreSQL did not start: ${last || 'it could not be executed'}`)
}

interface Running {
  pid: number
  port: number
}

/** The server that runs on this folder, once it has finished starting or stopping. */
async function settled(data: string): Promise<Running | undefined> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    const pidFile = readPidFile(data)
    if (pidFile === undefined) return undefined
    if (!isPostgres(pidFile.pid) || !isSameFolder(pidFile.directory, data)) {
      // Numbers of processes are used again, in containers at once: without this, the server
      // would take a stranger for itself and refuse to start. A copied folder names the server of
      // the folder it was copied from, which is none of its business.
      fs.rmSync(path.join(data, 'postmaster.pid'), { force: true })
      return undefined
    }
    if (pidFile.status === 'ready') return pidFile
    await sleep(50)
  }
  return undefined
}

function readPidFile(data: string): (Running & { status: string; directory: string }) | undefined {
  try {
    const lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isInteger(pid) || pid <= 0) return undefined
    const [, directory = '', , port, , , , status = ''] = lines
    return { pid, port: Number(port), directory, status: status.trim() }
  } catch {
    return undefined
  }
}

function isSameFolder(named: string, data: string): boolean {
  try {
    return fs.realpathSync(named) === fs.realpathSync(data)
  } catch {
    return false
  }
}

async function stopServer(cluster: { pid: number; data: string }): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(cluster.pid, signal)
    } catch {
      return
    }
    for (let waited = 0; waited < 10_000; waited += 15) {
      if (!fs.existsSync(path.join(cluster.data, 'postmaster.pid')) || !isAlive(cluster.pid)) return
      await sleep(15)
    }
  }
}

/** True when this process is now the one that stops the server. */
function takeOwnership(file: string, directory: string): boolean {
  const [pid, folder] = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []
  const owner = Number(pid ?? 0)
  const isAnothers = owner > 0 && owner !== process.pid && isAlive(owner)
  if (isAnothers && (folder === undefined || folder === directory)) return false
  fs.writeFileSync(file, `${process.pid}\n${directory}`, { mode: 0o600 })
  return true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    // Before it becomes postgres it is for an instant the command that gives up root's rights.
    // One that has ended but was not yet taken leave of still has its name, and the state Z.
    const [, name = '', state = ''] =
      /^\d+ \((.*)\) (\S)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return /^(postgres|unshare)$/.test(name) && state !== 'Z'
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  server.close()
  await once(server, 'close')
  return port
}
