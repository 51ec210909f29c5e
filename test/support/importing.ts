import { workOnImports } from '../../server/exchange/index.ts'
import type { Actor } from '../../server/platform/context.ts'
import * as api from '../../shared/exchange/imports.api.ts'
import type { ImportKindName } from '../../shared/exchange/imports.schemas.ts'
import type { TestApp } from './app.ts'
import { aWorkbook } from './factories/sheets.ts'

type Rows = readonly (readonly unknown[])[]

/** Brings sheets of one kind in, in the name of one person. */
export function importing(
  { call, deps }: Pick<TestApp, 'call' | 'deps'>,
  kind: ImportKindName,
  as: Actor,
) {
  const workOff = async () => {
    while (await workOnImports(deps)) {
      // one batch after the other
    }
  }
  const workOnce = () => workOnImports(deps)
  const read = (importId: string) => call(api.readImport, { params: { importId } }, { as })
  /** Uploads a sheet, and checks it. */
  const check = async (rows: Rows) => {
    const file = { bytes: aWorkbook(rows), name: '表.xlsx', fields: { kind } }
    const { id } = await call(api.uploadImport, {}, { as, file })
    await workOff()
    return read(id)
  }
  /** Checks a sheet, and does what the check says. */
  const apply = async (rows: Rows, document: { name: string; fileId: string } | null = null) => {
    const { id, version } = await check(rows)
    await call(api.applyImport, { params: { importId: id }, body: { version, document } }, { as })
    await workOff()
    return read(id)
  }
  const undo = async (importId: string) => {
    await call(api.undoImport, { params: { importId } }, { as })
    await workOff()
    return read(importId)
  }
  const rowsOf = async (importId: string) =>
    (await call(api.listImportRows, { params: { importId }, query: {} }, { as })).items
  /** What is wrong with each row: the field, and why. */
  const faultsOf = async (rows: Rows) =>
    (await rowsOf((await check(rows)).id)).map(({ faults }) =>
      faults.map(({ field, code }) => `${field} ${code}`).join(),
    )
  return { check, apply, undo, read, rowsOf, faultsOf, workOff, workOnce }
}

/** What became of each row: how some of its fields are understood, or what is asked. */
export async function readAs(
  app: TestApp,
  sheet: { kind: ImportKindName; as: Actor; bytes: Buffer; fields: readonly string[] },
): Promise<string[]> {
  const { kind, as, bytes, fields } = sheet
  const file = { bytes, name: '表', fields: { kind } }
  const { id } = await app.call(api.uploadImport, {}, { as, file })
  const { workOff, read, rowsOf } = importing(app, kind, as)
  await workOff()
  const { columns } = await read(id)
  return (await rowsOf(id)).map(({ outcome, cells, faults, understood }) => {
    if (outcome === 'skipped') return 'skipped'
    if (outcome === 'fault') return faults.map(({ field, code }) => `${field} ${code}`).join(', ')
    const at = (name: string) => columns.findIndex(({ field }) => field === name)
    return fields.map((name) => understood[name]?.value ?? cells[at(name)] ?? '').join(' | ')
  })
}
