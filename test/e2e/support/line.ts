import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** The line between a phone and the program: it can be cut, and answers can get lost on it. */
export interface Line {
  url: string
  /** From now on nobody is reached, as when the server stands still. */
  cut: () => void
  mend: () => void
  /** The program gets the next POSTs to such an address and acts on them; no answer arrives. */
  loseAnswers: (to: RegExp, times: number) => void
  /** Changes what is answered at an address. */
  rewrite: (address: string, change: (text: string) => string) => void
  /** How often the program was reached at such an address. */
  reached: (method: string, at: RegExp) => number
}

interface LaidLine extends Line {
  /** As if nothing had happened on it. */
  reset: () => void
}

const idle = new Map<string, LaidLine[]>()

/**
 * A line to the program at `target`, until the test ends. It is laid once and taken again, so that
 * phones find at its address what they have installed from there.
 */
export async function aLine(target: string): Promise<Line> {
  const lines = idle.get(target) ?? []
  idle.set(target, lines)
  const line = lines.pop() ?? (await layLine(target))
  onTestFinished(() => {
    line.reset()
    lines.push(line)
  })
  return line
}

async function layLine(target: string): Promise<LaidLine> {
  let isCut = false
  let losing = { to: /(?!)/, times: 0 }
  const rewritten = new Map<string, (text: string) => string>()
  const requests: { method: string; url: string }[] = []

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming
    if (isCut) {
      incoming.socket.destroy()
      return
    }
    requests.push({ method, url })
    const change = rewritten.get(url.split('?', 1)[0] ?? '')
    const sent = change ? { ...headers, 'accept-encoding': 'identity' } : headers
    const passed = request(`${target}${url}`, { method, headers: sent }, (answer) => {
      if (losing.times > 0 && method === 'POST' && losing.to.test(url)) {
        losing.times -= 1
        answer.resume().on('end', () => incoming.socket.destroy())
        return
      }
      if (change === undefined) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        return
      }
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const { 'content-length': _, ...rest } = answer.headers
        outgoing.writeHead(answer.statusCode ?? 502, rest)
        outgoing.end(change(Buffer.concat(parts).toString()))
      })
    })
    passed.on('error', () => incoming.socket.destroy())
    incoming.pipe(passed)
  }

  const server = createServer(pass)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  server.unref()
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => {
      isCut = true
      server.closeAllConnections()
    },
    mend: () => {
      isCut = false
    },
    loseAnswers: (to, times) => {
      losing = { to, times }
    },
    rewrite: (address, change) => rewritten.set(address, change),
    reached: (method, at) =>
      requests.filter((each) => each.method === method && at.test(each.url)).length,
    reset: () => {
      server.closeAllConnections()
      isCut = false
      losing = { to: /(?!)/, times: 0 }
      rewritten.clear()
      requests.length = 0
    },
  }
}
