import { readAmount } from './parse-amount.ts'
import type { ParsedRow } from './parse-rows.ts'
import { type Column, plainTitle } from './sheet-head.ts'

const cancels = /取消|作废|撤[销单回]|退订|停订|不要|删除/
const changes =
  /更正|更改|订正|调整|变更|修改|改[为成]|增减|追加|追减|加减|补订|加订|退货|退回|欠货|缺货|少送|实际需[要求]|实需/
const isNothing = /^(?:[否不无没-]|没有|不[用是]|未.{0,3}|[-/×]|0(?:\.0+)?)?$/

/** Whether a head says that what stands below it calls off: 取消, 作废. */
export function headsCancelling(title: string): boolean {
  return cancels.test(plainTitle(title))
}

/** 调整数量 beside 数量 is no second quantity: where it says something, the row is asked. */
export function withoutChanges(
  columns: readonly (Column | null)[],
  titles: readonly string[],
): readonly (Column | null)[] {
  const isChange = (at: number) => changes.test(plainTitle(titles[at] ?? ''))
  const isCounted = columns.some((column, at) => column?.kind === 'quantity' && !isChange(at))
  return columns.map((column, at) =>
    isCounted && isChange(at) && column?.kind === 'quantity'
      ? { kind: 'ignored', unit: column.unit }
      : column,
  )
}

/** A row that a column of its own calls off or corrects: √ under 取消, +10 under 调整. */
export function isChanged(
  row: ParsedRow,
  cells: readonly string[],
  { columns, titles }: { columns: readonly (Column | null)[]; titles: readonly string[] },
): boolean {
  return titles.some((title, at) => {
    const cell = cells[at] ?? ''
    const plain = plainTitle(title)
    const kind = columns[at]?.kind ?? 'ignored'
    if (kind !== 'ignored' || isNothing.test(cell)) return false
    if (cancels.test(plain)) return true
    if (!changes.test(plain)) return false
    const other = readAmount(cell, columns[at]?.unit ?? '')?.amount ?? null
    return JSON.stringify(other) !== JSON.stringify(row.amount)
  })
}
