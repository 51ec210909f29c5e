import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import { afterAll } from 'vitest'
import { root } from '../sources.ts'
import type { OnlineProgram } from './online-world.ts'

/** The money moves, and what was paid is read. */
const isFatal = (route: string) => route.startsWith('POST ') || /checkout|payouts\/:id/.test(route)

/** The process in one file, as `npm start` has the program: it starts in a part of the time. */
async function bundled(): Promise<string> {
  // Below the packages, for those that bring files of their own are found from there.
  const cache = path.join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(path.join(cache, 'killed-'))
  afterAll(() => rmSync(outDir, { recursive: true, force: true }))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['sharp', 'pdfkit'] },
    build: {
      ssr: path.join(import.meta.dirname, 'work-process.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'work.mjs' } },
    },
  })
  return path.join(outDir, 'work.mjs')
}

/**
 * Servers that are killed (SIGKILL) while they wait for an answer of the provider, which has done
 * what it was asked: once for each kind of call. The fake holds its answer until they are dead.
 */
export async function killedProcesses({ stripe, database, work }: OnlineProgram) {
  const file = await bundled()
  const deaths: string[] = []
  const calls: string[] = []
  let living: ChildProcess | null = null
  const settings = JSON.stringify({
    NODE_ENV: 'test',
    PUBLIC_URL: work.publicUrl,
    ...stripe.settings,
  })
  stripe.beforeAnswer = async (route) => {
    const child = living
    if (child === null) return
    calls.push(route)
    if (!isFatal(route) || deaths.includes(route)) return
    deaths.push(route)
    living = null
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const started = async () => {
    const child = fork(file, [database.url, settings], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [said] = await once(child, 'message')
    if (said !== 'ready') throw new Error(`it said ${said}`)
    return child
  }
  const stop = () => {
    stripe.beforeAnswer = undefined
    living?.kill('SIGKILL')
    living = null
  }
  afterAll(stop)
  /** Works until nothing is left to do, or it is killed. */
  const untilDeath = async () => {
    living ??= await started()
    const child = living
    const ended = Promise.race([
      once(child, 'exit').then(() => true),
      once(child, 'message').then(([said]) => {
        if (said !== 'done') throw new Error(`the work was ${said}`)
        return false
      }),
    ])
    child.send(work.clock().getTime())
    return ended
  }
  return { deaths, calls, untilDeath, stop }
}
