import sharp, { type Sharp } from 'sharp'
import { AppError } from '../../shared/errors.ts'
import { thumbnailWidths } from '../../shared/evidence/evidence.api.ts'

/** A picture that unpacks to more than this is no photo of a box of plums. */
const limitInputPixels = 80_000_000

/** Enough to read a weigh slip; what a camera gives beyond it is only weight. */
const longestEdge = 4_096

export interface Picture {
  bytes: Buffer
  width: number
  height: number
  thumbnails: { width: number; bytes: Buffer }[]
}

/**
 * The photo as it is kept: upright, without the camera's metadata (which tells where somebody
 * lives), and its thumbnails in WebP. Refuses what cannot be decoded.
 */
export async function developPicture(original: Buffer): Promise<Picture> {
  try {
    const image = await decoded(original)
      .resize({ width: longestEdge, height: longestEdge, fit: 'inside', withoutEnlargement: true })
      .toBuffer({ resolveWithObject: true })
    const thumbnails = []
    for (const width of thumbnailWidths) {
      const bytes = await sharp(image.data)
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: 78 })
        .toBuffer()
      thumbnails.push({ width, bytes })
    }
    return { bytes: image.data, width: image.info.width, height: image.info.height, thumbnails }
  } catch (error) {
    throw new AppError('file_unreadable', { cause: error })
  }
}

function decoded(original: Buffer): Sharp {
  return sharp(original, { limitInputPixels, failOn: 'error' }).autoOrient()
}
