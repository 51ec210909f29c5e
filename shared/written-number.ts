/** A figure without the commas or gaps that group its thousands; any other comma stays. */
export function withoutThousands(text: string): string {
  return text.replace(
    /^(\D*)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?![\d,])/,
    (_, before, figures) => {
      return `${before}${figures.replaceAll(/[, ]/g, '')}`
    },
  )
}

/** What a written number is: a value, something that can be read in two ways, or no number. */
export type WrittenNumber = number | 'unclear' | null

/**
 * A number as people write it: figures with separators of thousands (`1,000`, `1 000`), a decimal
 * point, or words (`两`, `半`, `十二`, `三百五十`). A comma that groups no thousands is unclear.
 */
export function writtenNumber(text: string): WrittenNumber {
  if (/^\d{1,12}(\.\d{1,6})?$/.test(text)) return Number(text)
  if (/^\d{1,3}(([, ])\d{3})(\2\d{3})*(\.\d{1,6})?$/.test(text))
    return Number(text.replaceAll(/[, ]/g, ''))
  if (/^\d[\d,.\s]*$/.test(text)) return 'unclear'
  return numberInWords(text)
}

const digits = '零一二三四五六七八九'
const places: Record<string, number> = { 十: 10, 百: 100, 千: 1_000, 万: 10_000 }

/** 半 is 0.5, 两 is 2, 十二 is 12, 三百五十 is 350; 五六十 and 一百二 are unclear. */
function numberInWords(text: string): WrittenNumber {
  if (text === '半') return 0.5
  if (!/^[零〇一二两三四五六七八九十百千万]{1,9}$/.test(text)) return null
  let sum = 0
  let digit: number | null = null
  let last = Number.POSITIVE_INFINITY
  for (const sign of text) {
    const place = places[sign]
    if (place === undefined) {
      if (digit !== null && digit !== 0) return 'unclear'
      digit = digits.indexOf(sign === '两' ? '二' : sign === '〇' ? '零' : sign)
      continue
    }
    if (place >= last || digit === 0) return null
    sum += (digit ?? 1) * place
    last = place
    digit = null
  }
  const isShort = digit !== null && last >= 100 && last < Number.POSITIVE_INFINITY
  if (isShort && !/[零〇]/.test(text)) return 'unclear'
  return sum + (digit ?? 0)
}
