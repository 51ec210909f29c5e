import { ApiProblem } from '../api-problem.ts'
import { type KeptPhoto, offlineDatabase } from './database.ts'

/** Where the browser keeps nothing, photos last as long as the page. */
const inMemory = new Map<string, KeptPhoto>()

/** The longest side of a photo that is kept, in pixels; a label on a box is still readable. */
export const longestSide = 1_600
const quality = 0.8

/** Keeps a photo on this device, reduced, and gives its id. */
export async function keepPhoto(owner: string, file: Blob): Promise<string> {
  const reduced = await reducePhoto(file)
  const photo = {
    id: crypto.randomUUID(),
    owner,
    bytes: await reduced.arrayBuffer(),
    type: reduced.type,
  }
  const database = await offlineDatabase()
  if (database === null) inMemory.set(photo.id, photo)
  else await database.put('photos', photo)
  return photo.id
}

export async function photoOf(id: string): Promise<Blob | null> {
  const database = await offlineDatabase()
  const photo = inMemory.get(id) ?? (await database?.get('photos', id))
  return photo === undefined ? null : new Blob([photo.bytes], { type: photo.type })
}

export async function dropPhotos(ids: readonly string[]): Promise<void> {
  const database = await offlineDatabase()
  for (const id of ids) {
    inMemory.delete(id)
    await database?.delete('photos', id)
  }
}

/**
 * A photo with its longest side at 1,600 pixels, upright as it was taken, as JPEG: a telephone's
 * picture has ten times as many bytes as anybody looks at. What is no picture is refused at once,
 * as the server would refuse it.
 */
async function reducePhoto(file: Blob): Promise<Blob> {
  if (typeof createImageBitmap === 'undefined') return file
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => {
    throw new ApiProblem({ code: 'file_type_refused', status: 415 })
  })
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const context = canvas.getContext('2d')
  if (context === null) return file
  // What is transparent in a PNG would be black in a JPEG.
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const reduced = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality)
  })
  return reduced ?? file
}
