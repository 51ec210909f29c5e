import type { Endpoint } from '../../../shared/endpoint.ts'
import { uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { send } from '../api.ts'
import { upload } from '../api-files.ts'
import { ApiProblem } from '../api-problem.ts'
import type { Path, QueuedAct } from './database.ts'
import { photoOf } from './photos.ts'

/**
 * Sends an act: its photos first, each once, then the act under its key, so that a repeated
 * sending is answered as the first was. `keep` writes down how far it has come.
 */
export async function deliver(
  act: QueuedAct,
  previous: QueuedAct | undefined,
  keep: (act: QueuedAct) => Promise<void>,
): Promise<unknown> {
  const stored = await withStoredPhotos(act, keep)
  const input = structuredClone(stored.input)
  for (const { fileId, path } of stored.photos) put(input, path, fileId)
  for (const { from, to } of stored.takes) put(input, to, at(previous?.answer, from))
  const definition = { ...stored.endpoint, idempotent: true, access: 'signed-in' } as Endpoint
  const options = { idempotencyKey: stored.id, quietly: true, signal: patience() } as const
  const response = await send(definition, input, options)
  return response.status === 204 ? null : response.json()
}

async function withStoredPhotos(
  act: QueuedAct,
  keep: (act: QueuedAct) => Promise<void>,
): Promise<QueuedAct> {
  let stored = act
  for (const [index, photo] of act.photos.entries()) {
    if (photo.fileId !== null) continue
    const file = await photoOf(photo.photoId)
    if (file === null) throw new ApiProblem({ code: 'file_missing', status: 400 })
    const fields = { isPublic: String(photo.isPublic) }
    const options = {
      file,
      fileName: 'photo.jpg',
      fields,
      quietly: true,
      signal: patience(),
    } as const
    const { fileId } = await upload(uploadFile, {}, options)
    const photos = stored.photos.with(index, { ...photo, fileId })
    stored = { ...stored, photos }
    // What is sent again must be the same to the last letter: the file's id is written down first.
    await keep(stored)
  }
  return stored
}

/** On a signal that comes and goes an answer may never come; the next try is better. */
const patience = () => AbortSignal.timeout(120_000)

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], value)
}

function put(into: unknown, path: Path, value: unknown): void {
  const holder = at(into, path.slice(0, -1)) as Record<string, unknown> | undefined
  const last = path.at(-1)
  if (holder !== undefined && last !== undefined) holder[last] = value
}
