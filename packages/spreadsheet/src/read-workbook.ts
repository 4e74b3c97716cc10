import { type Refusal, refuse } from '@erp/values'
import { showsDay } from './days.ts'
import { walkXml } from './walk-xml.ts'
import { CellRefused, readSharedTexts, readSheet, type SheetRow } from './worksheet.ts'
import { type Archive, openArchive, Unreadable } from './zip-archive.ts'

/** A row of the sheet with its number there; cells are trimmed, and rows without anything in them are passed over. */
export type WorkbookRow = SheetRow

export interface WorkbookLimits {
  /** Of the file as it comes. */
  readonly mostBytes: number
  /** Of everything that is unpacked to read it. */
  readonly mostUnpackedBytes: number
}

/** The bytes are no workbook, are damaged, or unpack to more than anybody writes by hand. */
export type WorkbookUnreadable = Refusal<'WorkbookUnreadable', { problem: Unreadable['problem'] }>
/** A cell that holds something else than what it shows, such as a formula. */
export type WorkbookCellRefused = Refusal<'WorkbookCellRefused', { cell: string; problem: CellRefused['problem'] }>

/** The rows of the first sheet that is not hidden. */
export function readWorkbook(
  bytes: Uint8Array,
  { mostBytes, mostUnpackedBytes }: WorkbookLimits,
): WorkbookRow[] | WorkbookUnreadable | WorkbookCellRefused {
  if (bytes.length > mostBytes) return refuse('WorkbookUnreadable', { problem: 'TOO_LARGE' })
  try {
    const archive = openArchive(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), mostUnpackedBytes)
    return rowsOf(archive)
  } catch (error) {
    if (error instanceof Unreadable) return refuse('WorkbookUnreadable', { problem: error.problem })
    if (error instanceof CellRefused) return refuse('WorkbookCellRefused', { cell: error.cell, problem: error.problem })
    throw error
  }
}

function rowsOf(archive: Archive): SheetRow[] {
  const bookName = [...relationsOf(archive, '').values()].find(({ type }) => type === 'officeDocument')?.target
  const bookXml = bookName === undefined ? undefined : archive.part(bookName)
  if (bookName === undefined || bookXml === undefined) throw new Unreadable('NOT_A_WORKBOOK')
  const relations = relationsOf(archive, bookName)
  const { sheetRelation, from1904 } = readBook(bookXml)
  const ofType = (wanted: string) => [...relations.values()].find(({ type }) => type === wanted)?.target
  const partOf = (name: string | undefined) => (name === undefined ? undefined : archive.part(name))
  const sheet = partOf(relations.get(sheetRelation)?.target)
  if (sheet === undefined) throw new Unreadable('MALFORMED')
  const texts = partOf(ofType('sharedStrings'))
  const styles = partOf(ofType('styles'))
  return readSheet(sheet, {
    sharedTexts: texts === undefined ? [] : readSharedTexts(texts),
    dayStyles: styles === undefined ? [] : readDayStyles(styles),
    from1904,
  })
}

interface Relation {
  readonly type: string
  readonly target: string
}

/** What a part refers to, by the names it uses; `''` is the archive itself. */
function relationsOf(archive: Archive, part: string): ReadonlyMap<string, Relation> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const xml = archive.part(`${folder}_rels/${part.slice(folder.length)}.rels`)
  const relations = new Map<string, Relation>()
  if (xml === undefined) return relations
  walkXml(xml, {
    open: ({ name, attributes: { Id, Type = '', Target = '', TargetMode } }) => {
      if (name !== 'Relationship' || Id === undefined || TargetMode === 'External') return
      const target = Target.startsWith('/') ? Target.slice(1) : `${folder}${Target}`
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target })
    },
  })
  return relations
}

function readBook(xml: string): { readonly sheetRelation: string; readonly from1904: boolean } {
  let sheetRelation: string | undefined
  let from1904 = false
  walkXml(xml, {
    open: ({ name, attributes }) => {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
      if (name === 'sheet' && (attributes.state ?? 'visible') === 'visible') sheetRelation ??= attributes.id
    },
  })
  if (sheetRelation === undefined) throw new Unreadable('MALFORMED')
  return { sheetRelation, from1904 }
}

/** By the number of a style, whether its cells show days. */
function readDayStyles(xml: string): boolean[] {
  const patterns = new Map<string, string>()
  const formats: string[] = []
  let within = false
  walkXml(xml, {
    open: ({ name, attributes: { numFmtId = '0', formatCode } }) => {
      if (name === 'numFmt' && formatCode !== undefined) patterns.set(numFmtId, formatCode)
      if (name === 'cellXfs') within = true
      if (name === 'xf' && within) formats.push(numFmtId)
    },
    close: (name) => {
      if (name === 'cellXfs') within = false
    },
  })
  return formats.map((id) => showsDay(Number(id), patterns.get(id)))
}
