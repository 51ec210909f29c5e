import { createRequire } from 'node:module'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { encode } from 'uqr'

export interface PaperRow {
  cells: readonly string[]
  /** A sum, set off by a line and in bold. */
  isSum?: boolean
}

export interface PaperTable {
  title: string
  /** None for a list of names and values. */
  head?: readonly string[]
  rows: readonly PaperRow[]
  /** Parts of the text's width, a number a column. */
  widths: readonly number[]
  /** The columns of numbers, which stand to the right; none unless given. */
  numberAt?: readonly number[]
}

/** A document on A4 that is signed and not edited. */
export interface Paper {
  language: 'zh-CN' | 'en'
  title: string
  /** Below the title, a line each. */
  under: readonly string[]
  maker: string
  /** When its content was made: the same content is the same file, whenever it is written. */
  at: Date
  /** A4 on its side, for tables of many columns. */
  isWide?: boolean
  /** At the head of the first page, as a code that a phone reads, with words below. */
  code?: { text: string; words: string }
  tables: readonly PaperTable[]
  /** Below the last table, each with a line to sign on; none where nobody signs. */
  signatures: readonly string[]
  /** At the foot of every page, beside its number. */
  foot: string
}

const edge = { left: 50, top: 50, bottom: 60 }
const codeSize = 86
const sizes = { title: 17, heading: 11.5, text: 9, small: 7 }
const padding = 3

/** Noto Sans Hans; a file brings the signs that it shows, so that it looks the same everywhere. */
const fontFolder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')),
  '../fonts',
)
const regular = path.join(fontFolder, 'NotoSansHans-Regular.otf')
const bold = path.join(fontFolder, 'NotoSansHans-Bold.otf')

type Document = InstanceType<typeof PDFDocument>

const widthOf = (document: Document) => document.page.width - 2 * edge.left
const lowestOf = (document: Document) => document.page.height - edge.bottom

/**
 * The paper's bytes (.pdf); the same paper is the same bytes. `drawn` is told of the rows of each
 * page that is full.
 */
export async function paperOf(
  paper: Paper,
  drawn: (rows: number) => Promise<void> = async () => {},
): Promise<Buffer> {
  const { title, maker, at, language } = paper
  const document = new PDFDocument({
    size: 'A4',
    layout: paper.isWide ? 'landscape' : 'portrait',
    // Pages begin where this file says.
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    lang: language,
    displayTitle: true,
    font: regular,
    info: { Title: title, Author: maker, Creator: 'Cunji', Producer: 'Cunji', CreationDate: at },
  })
  const bytes = buffer(document)
  let y = drawHead(document, paper)
  for (const table of paper.tables) y = await drawTable(document, table, { top: y + 14, drawn })
  drawSignatures(document, paper.signatures, y)
  drawFeet(document, paper)
  document.end()
  return bytes
}

function drawHead(document: Document, { title, under, code }: Paper): number {
  const textWidth = widthOf(document) - (code === undefined ? 0 : codeSize + 20)
  document.font(bold).fontSize(sizes.title)
  document.text(title, edge.left, edge.top, { width: textWidth })
  document.font(regular).fontSize(sizes.text + 1)
  for (const line of under) document.moveDown(0.4).text(line, { width: textWidth })
  const below = document.y
  if (code === undefined) return below
  const left = document.page.width - edge.left - codeSize
  drawCode(document, code.text, { left, top: edge.top })
  document.fontSize(sizes.small)
  document.text(code.words, left - 10, edge.top + codeSize + 2, {
    width: codeSize + 20,
    align: 'center',
  })
  return Math.max(below, document.y)
}

function drawCode(document: Document, text: string, at: { left: number; top: number }): void {
  const { data, size } = encode(text, { border: 0 })
  const dot = codeSize / size
  for (const [y, line] of data.entries())
    for (const [x, isDark] of line.entries())
      if (isDark) document.rect(at.left + x * dot, at.top + y * dot, dot, dot)
  document.fill('black')
}

/** Draws a table, its head again on each page, and returns where it ends. */
async function drawTable(
  document: Document,
  table: PaperTable,
  { top, drawn }: { top: number; drawn: (rows: number) => Promise<void> },
): Promise<number> {
  const { title, head, rows } = table
  const [width, lowest] = [widthOf(document), lowestOf(document)]
  const sum = table.widths.reduce((total, part) => total + part, 0)
  const widths = table.widths.map((part) => (part / sum) * width)
  const firstHeight = rowHeight(document, rows[0]?.cells ?? [], widths)
  let y = top + 60 + firstHeight > lowest ? newPage(document) : top
  if (title !== '') {
    document.font(bold).fontSize(sizes.heading).text(title, edge.left, y, { width })
    y = document.y + 4
  }
  const drawHeadRow = () => {
    if (head === undefined) return
    document.font(bold).fillColor('black')
    y = drawRow(document, { cells: head, widths, table, y })
    drawLine(document, y, 0.8)
  }
  drawHeadRow()
  let onPage = 0
  for (const { cells, isSum = false } of rows) {
    document.font(isSum ? bold : regular)
    if (y + rowHeight(document, cells, widths) > lowest) {
      // A large table leaves the other requests their turns.
      await setImmediate()
      await drawn(onPage)
      onPage = 0
      y = newPage(document)
      drawHeadRow()
      document.font(isSum ? bold : regular)
    }
    if (isSum) drawLine(document, y, 0.8)
    y = drawRow(document, { cells, widths, table, y })
    drawLine(document, y, 0.25)
    onPage += 1
  }
  return y
}

function rowHeight(document: Document, cells: readonly string[], widths: readonly number[]) {
  document.fontSize(sizes.text)
  const heights = cells.map((cell, at) =>
    document.heightOfString(cell || ' ', { width: (widths[at] ?? 0) - 2 * padding }),
  )
  return Math.max(0, ...heights) + 2 * padding
}

function drawRow(
  document: Document,
  row: { cells: readonly string[]; widths: readonly number[]; table: PaperTable; y: number },
): number {
  const { cells, widths, table, y } = row
  const height = rowHeight(document, cells, widths)
  let left = edge.left
  for (const [at, cell] of cells.entries()) {
    const cellWidth = widths[at] ?? 0
    document.text(cell, left + padding, y + padding, {
      width: cellWidth - 2 * padding,
      align: table.numberAt?.includes(at) ? 'right' : 'left',
    })
    left += cellWidth
  }
  return y + height
}

function drawLine(document: Document, y: number, thickness: number): void {
  document.lineWidth(thickness).moveTo(edge.left, y)
  document.lineTo(edge.left + widthOf(document), y).stroke(thickness < 0.5 ? '#999999' : 'black')
}

function newPage(document: Document): number {
  document.addPage()
  return edge.top
}

/** Two beside each other. */
function drawSignatures(document: Document, signatures: readonly string[], below: number): void {
  const height = Math.ceil(signatures.length / 2) * 34
  const width = widthOf(document)
  const top = below + 30 + height > lowestOf(document) ? newPage(document) : below + 30
  document.font(regular).fontSize(sizes.text + 1)
  for (const [at, words] of signatures.entries()) {
    const left = edge.left + (at % 2) * (width / 2)
    const y = top + Math.floor(at / 2) * 34
    document.text(words, left, y, { width: width / 2, lineBreak: false })
    const from = left + document.widthOfString(words) + 6
    document.lineWidth(0.5).moveTo(from, y + 14)
    document.lineTo(left + width / 2 - 16, y + 14).stroke('black')
  }
}

function drawFeet(document: Document, { language, foot }: Paper): void {
  const { start, count } = document.bufferedPageRange()
  document.font(regular).fontSize(sizes.small)
  for (let at = 0; at < count; at += 1) {
    document.switchToPage(start + at)
    const width = widthOf(document)
    const y = document.page.height - 38
    drawLine(document, y - 5, 0.25)
    document.text(foot, edge.left, y, { width: width - 90 })
    const number =
      language === 'en' ? `Page ${at + 1} of ${count}` : `第 ${at + 1} 页，共 ${count} 页`
    document.text(number, edge.left + width - 90, y, { width: 90, align: 'right' })
  }
}
