import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Problem } from '../../../shared/errors.ts'

/** Where a value stands in a request or an answer: `['body', 'lines', 0, 'photoFileId']`. */
export type Path = readonly (string | number)[]

/** An answer of the server, kept for when there is no signal; `at` is this device's clock. */
export interface KeptAnswer {
  owner: string
  name: string
  answer: unknown
  at: number
}

/** What somebody has begun to fill in. */
export interface KeptDraft {
  owner: string
  name: string
  draft: unknown
  at: number
}

export interface KeptPhoto {
  id: string
  owner: string
  /** Bytes and not a Blob: Safari loses blobs that it keeps. */
  bytes: ArrayBuffer
  type: string
}

/** A photo that goes with an act: stored first, then named at `path` of the request. */
export interface ActPhoto {
  photoId: string
  path: Path
  isPublic: boolean
  /** Null until the server has stored it. */
  fileId: string | null
}

/** A value of the answer to an earlier act that this act's request takes over. */
export interface Takeover {
  from: Path
  to: Path
}

/**
 * `waiting` for its turn; `sent`; `refused` by the server and to be decided by the person;
 * `noted`: refused and kept as a note.
 */
export type ActState = 'waiting' | 'sent' | 'refused' | 'noted'

/** A refusal as the server gave it. */
export type Refusal = Pick<Problem, 'code' | 'status'> & Partial<Problem>

/** A write that is sent once there is a signal. Its `id` is its Idempotency-Key (§5.5). */
export interface QueuedAct {
  /** Its place in the queue, given when it is kept. */
  number: number
  id: string
  owner: string
  /** What it is: `deliveries.receive`; its words stand in the texts under this name. */
  kind: string
  /** The record it is about; of one kind only one act waits for each record. */
  subject: string
  /** What its line says of the record: a number, a name. */
  title: string
  endpoint: { name: `${string}.${string}`; method: string; path: `/api/v1/${string}` }
  input: { params?: Record<string, unknown>; body?: unknown }
  photos: ActPhoto[]
  /** The name of the draft it was made of, which goes once it is sent. */
  draft: string | null
  /** What stood in the form, where another can be filled in meanwhile; put back to be changed. */
  form: unknown
  /** The act that must be sent before, whose answer `takes` are read from. */
  after: string | null
  takes: readonly Takeover[]
  state: ActState
  /** How often it was sent in vain, and not before when it is sent again. */
  tries: number
  notBefore: number
  refusal: Refusal | null
  answer: unknown
  at: number
}

/** Who was signed in when there was a signal last. */
export interface KeptSession {
  name: 'session'
  session: unknown
  at: number
}

export interface OfflineSchema extends DBSchema {
  session: { key: string; value: KeptSession }
  answers: { key: [string, string]; value: KeptAnswer }
  drafts: { key: [string, string]; value: KeptDraft }
  photos: { key: string; value: KeptPhoto }
  acts: { key: number; value: QueuedAct; indexes: { id: string } }
}

export type OfflineDatabase = IDBPDatabase<OfflineSchema>

const databaseName = 'cunji'
let opening: Promise<OfflineDatabase | null> | null = null

/** The database of this device; null where the browser has none or forbids it. */
export function offlineDatabase(): Promise<OfflineDatabase | null> {
  opening ??= open()
  return opening
}

async function open(): Promise<OfflineDatabase | null> {
  if (typeof indexedDB === 'undefined') return null
  const reopenLater = () => {
    opening = null
  }
  try {
    return await openDB<OfflineSchema>(databaseName, 1, {
      upgrade(database) {
        database.createObjectStore('session', { keyPath: 'name' })
        database.createObjectStore('answers', { keyPath: ['owner', 'name'] })
        database.createObjectStore('drafts', { keyPath: ['owner', 'name'] })
        database.createObjectStore('photos', { keyPath: 'id' })
        const acts = database.createObjectStore('acts', { keyPath: 'number', autoIncrement: true })
        acts.createIndex('id', 'id', { unique: true })
      },
      // A newer version of the program in another tab must not wait for this one.
      blocking: (_current, _blocked, event) => {
        ;(event.target as IDBDatabase).close()
        reopenLater()
      },
      terminated: reopenLater,
    })
  } catch {
    return null
  }
}
