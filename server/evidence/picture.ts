import sharp, { type Sharp } from 'sharp'
import { AppError } from '../../shared/errors.ts'
import { thumbnailWidths } from '../../shared/evidence/evidence.api.ts'
import { Queue } from '../platform/concurrency.ts'

/** More than any phone's camera: a picture of more is no photo of a box of plums. */
const mostPixels = 30_000_000

/** An interlaced PNG is unpacked whole and several times over, however small its file is. */
const mostInterlacedPixels = 10_000_000

/** Enough to read a weigh slip; what a camera gives beyond it is only weight. */
const longestEdge = 4_096

/**
 * One picture at a time and on one thread: sign-in, files and names share the process's four
 * threads with it.
 */
const queue = new Queue(1)
sharp.concurrency(1)

export interface Picture {
  bytes: Buffer
  width: number
  height: number
  thumbnails: { width: number; bytes: Buffer }[]
}

/**
 * The photo as it is kept: upright, without the camera's metadata (which tells where somebody
 * lives), and its thumbnails in WebP. Refuses what cannot be decoded, and by its head alone what
 * would unpack to too much.
 */
export async function developPicture(original: Buffer): Promise<Picture> {
  await requireModestSize(original)
  return queue.run(() => readable(develop(original)))
}

async function develop(original: Buffer): Promise<Picture> {
  const kept = await decoded(original)
    .resize({ width: longestEdge, height: longestEdge, fit: 'inside', withoutEnlargement: true })
    .toBuffer({ resolveWithObject: true })
  const thumbnails = []
  for (const width of thumbnailWidths) {
    const bytes = await sharp(kept.data)
      .resize({ width, withoutEnlargement: true })
      .webp({ quality: 78 })
      .toBuffer()
    thumbnails.push({ width, bytes })
  }
  return { bytes: kept.data, width: kept.info.width, height: kept.info.height, thumbnails }
}

/** Reads the head of the file, which takes no time and no memory. */
async function requireModestSize(original: Buffer): Promise<void> {
  const head = await readable(sharp(original, { limitInputPixels: false }).metadata())
  const { width, height, pages = 1, format, isProgressive } = head
  const most = format === 'png' && isProgressive ? mostInterlacedPixels : mostPixels
  if (width * height * pages <= most) return
  throw new AppError('picture_too_large', { values: { megapixels: most / 1_000_000 } })
}

function decoded(original: Buffer): Sharp {
  return sharp(original, { limitInputPixels: mostPixels, failOn: 'error' }).autoOrient()
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new AppError('file_unreadable', { cause: error })
  }
}
