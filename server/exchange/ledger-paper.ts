import type { Paper } from '../platform/documents/paper.ts'
import type { LedgerLine } from '../reports/index.ts'
import { fileWords } from './ledger-columns.ts'
import { headingLines, headingTitle, type LedgerHeading } from './ledger-heading.ts'
import { withThousands } from './statement-paper.ts'

const paperColumns = {
  'zh-CN': ['编号', '认定日', '产地村', '单位', '品名', '重量（公斤）', '金额（元）', '状态'],
  en: ['Number', 'Day', 'Village', 'Unit', 'Product', 'Weight (kg)', 'Amount (yuan)', 'State'],
} as const

const stateWords = {
  'zh-CN': { adjusts: (month: string) => `调整 ${month}`, back: '冲减', helped: '帮销：' },
  en: { adjusts: (month: string) => `adjusts ${month}`, back: 'reversal', helped: 'help-sale: ' },
}

/** The ledger as it is filtered, on paper: every entry, and the total they add up to at the end. */
export function ledgerPaper(lines: readonly LedgerLine[], heading: LedgerHeading): Paper {
  const { language, maker, now } = heading
  const words = fileWords[language]
  const [, ...under] = headingLines(heading)
  const counted = lines.filter((line) => line.counted)
  const cents = counted.reduce((sum, line) => sum + BigInt(line.cents), 0n)
  const grams = counted.reduce((sum, line) => sum + BigInt(line.grams), 0n)
  const title = headingTitle(heading)
  return {
    ...{ language, title, maker, at: now, isWide: true, signatures: [] },
    // What is said of whole orders is of the workbook's columns.
    under: under.slice(0, 2),
    tables: [
      {
        title: '',
        head: paperColumns[language],
        widths: [12, 9, 20, 27, 25, 11, 11, 9],
        numberAt: [5, 6],
        rows: [
          ...lines.map((line) => ({ cells: cellsOf(line, language) })),
          {
            cells: [
              ...[`${words.total}（${words.counted}）`, '', '', '', ''],
              ...[withThousands(String(grams), 3), withThousands(String(cents), 2), ''],
            ],
            isSum: true,
          },
        ],
      },
    ],
    foot: under[0] === undefined ? title : `${title}　${under[0]}`,
  }
}

function cellsOf(line: LedgerLine, language: LedgerHeading['language']): string[] {
  const words = fileWords[language]
  const { adjusts, back, helped } = stateWords[language]
  const counted = line.counted ? words.counted : words.notCounted
  const reversal = line.cents < 0 ? back : counted
  return [
    `${line.countyCode}-${line.number}`,
    line.recognisedOn,
    line.villageCode === '' ? words.unknownVillage : (line.villageName ?? line.villageCode),
    [line.directUnitName, line.helpUnitName && `${helped}${line.helpUnitName}`]
      .filter((name) => name)
      .join('\n'),
    [line.productName, line.cooperativeName].filter((name) => name).join('\n'),
    withThousands(line.grams, 3),
    withThousands(line.cents, 2),
    line.adjustsMonth === null ? reversal : adjusts(line.adjustsMonth),
  ]
}
