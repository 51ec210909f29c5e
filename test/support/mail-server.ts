import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export interface MailServer {
  url: string
  /** Whole messages, heads and bodies, as they came. */
  received: string[]
  /** Answers every message with a temporary failure until this is false again. */
  refusing: boolean
  close(): Promise<void>
}

/** A small server for mails, spoken to over TCP: it takes every message and keeps it (RFC 5321). */
export async function startMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, mails)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const mails: MailServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    refusing: false,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return mails
}

function converse(socket: Socket, mails: MailServer): void {
  let message: string[] | null = null
  const answer = (line: string) => socket.write(`${line}\r\n`)
  socket.on('error', () => {})
  answer('220 test')
  createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (message !== null && line !== '.') {
      message.push(line)
      return
    }
    if (message !== null) {
      if (!mails.refusing) mails.received.push(message.join('\n'))
      answer(mails.refusing ? '451 try again later' : '250 kept')
      message = null
      return
    }
    const command = line.slice(0, 4).toUpperCase()
    if (command === 'DATA') {
      message = []
      answer('354 go on')
    } else if (command === 'QUIT') {
      answer('221 bye')
      socket.end()
    } else {
      answer('250 yes')
    }
  })
}
