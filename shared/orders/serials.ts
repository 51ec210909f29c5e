import { writtenNumber } from '../written-number.ts'
import { readAmount } from './parse-amount.ts'
import type { OrderLine } from './units-above.ts'

const serialBefore = /^(\d{1,3})\s+(?=\p{Script=Han}.*\d)/u

/** A line without the figure that stands before its first name: "7 土豆 50斤". */
export function withoutSerial(line: string): string {
  return line.replace(serialBefore, '')
}

const markers = new RegExp(
  '(?:^|(?<=[\\s)\\];,。、斤两克吨箱袋筐桶盒件个只把板瓶g]))' +
    '(?:[(](\\d{1,3})[)]|(\\d{1,3})[.、)](?!\\d)|' +
    '[(]([一二三四五六七八九十]{1,3})[)])\\s?(?=\\p{Script=Han})',
  'gu',
)

/**
 * The goods of a line that numbers them, one more each: "1.土豆20斤(去皮)2.白菜10斤". Other figures
 * before a point are none of its numbers.
 */
export function numberedParts(line: string): string[] | null {
  const found = [...line.matchAll(markers)]
  const numbers = found.map((match) => numberOf(match[1] ?? match[2] ?? match[3] ?? ''))
  const isCounting = numbers.every((number, at) => number === (numbers[0] ?? 0) + at)
  if (found.length < 2 || found[0]?.index !== 0 || !isCounting) return null
  return found.map((match, at) =>
    line
      .slice(match.index + match[0].length, found[at + 1]?.index)
      .replace(/[\s;,。、]+$/, '')
      .trim(),
  )
}

function numberOf(text: string): number {
  return /^\d/.test(text) ? Number(text) : Number(writtenNumber(text) ?? Number.NaN)
}

/** Lines that count up by one, from whatever number, without it: "7 土豆 50斤", "8 白菜 40斤". */
export function withoutSerials(lines: readonly OrderLine[]): OrderLine[] {
  const numbers = lines.map(({ text, cells }) =>
    cells.length === 1 ? Number(serialBefore.exec(text)?.[1]) : Number.NaN,
  )
  if (areGlued(lines)) return lines.map((line) => withText(line, line.text.replace(glued, '')))
  if (lines.length < 2 || !isCounting(numbers, lines)) return [...lines]
  return lines.map((line) => withText(line, withoutSerial(line.text)))
}

const glued = /^\d{1,2}(?=\p{Script=Han}{2}.*\d)/u

/** 1土豆50斤, 2白菜30斤, 3萝卜20斤. */
function areGlued(lines: readonly OrderLine[]): boolean {
  return (
    lines.length > 2 &&
    lines.every(
      ({ text, cells }, at) => cells.length === 1 && glued.exec(text)?.[0] === String(at + 1),
    )
  )
}

function withText(line: OrderLine, text: string): OrderLine {
  return { ...line, text, cells: [text] }
}

/** Whether the rows are counted, from whatever number; each section may begin with 1 again. */
function isCounting(numbers: readonly number[], lines: readonly OrderLine[]): boolean {
  return numbers.every((number, at) => {
    if (at === 0) return !Number.isNaN(number)
    const isFirst = lines[at]?.section !== lines[at - 1]?.section
    return number === (numbers[at - 1] ?? 0) + 1 || (isFirst && number === 1)
  })
}

/** A column of whole numbers, each one more than the one above, beside another with figures. */
export function serialColumn(lines: readonly OrderLine[]): number {
  const rows = lines.map((line) => line.cells)
  if (rows.length < 2) return -1
  const first = rows[0] ?? []
  return first.findIndex(
    (_, at) =>
      isCounting(
        rows.map((cells) => serialOf(cells[at])),
        lines,
      ) &&
      rows.every((cells) => cells.some((cell, other) => other !== at && readAmount(cell) !== null)),
  )
}

/** The number of a row as it is written before it: 7, 7., (7); NaN where it is none. */
function serialOf(cell: string | undefined): number {
  return Number(/^[(]?(\d{1,4})[.、)]?$/.exec(cell ?? '')?.[1])
}
