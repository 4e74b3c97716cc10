import { crc32, deflateRawSync } from 'node:zlib'

/** A cell: text, a number as it is stored, or XML of its own. */
export type WorkbookCell = string | { readonly number: string; readonly day?: boolean } | { readonly xml: string }

/** A workbook of one sheet, as spreadsheet programs write it: texts shared, rows numbered from 1, empty cells left out. */
export function writeWorkbook(rows: readonly (readonly WorkbookCell[])[]): Buffer {
  const texts: string[] = []
  const cell = (value: WorkbookCell, reference: string) => {
    if (value === '') return ''
    if (typeof value === 'string') return `<c r="${reference}" t="s"><v>${texts.push(value) - 1}</v></c>`
    if ('xml' in value) return value.xml
    return `<c r="${reference}" s="${value.day ? 1 : 0}"><v>${value.number}</v></c>`
  }
  const sheetRows = rows.map((row, index) => {
    const cells = row.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${index + 1}`))
    return `<row r="${index + 1}">${cells.join('')}</row>`
  })
  return zip(workbookParts({ sheet: `<sheetData>${sheetRows.join('')}</sheetData>`, texts }))
}

/** The parts of a workbook by their names. */
export function workbookParts({ sheet, texts = [] }: { readonly sheet: string; readonly texts?: readonly string[] }) {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = (...targets: (readonly [type: string, target: string])[]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
      .map(
        ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`
  const shared = texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
  return {
    '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" state="hidden" r:id="rId9"/><sheet name="B" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['worksheet', 'worksheets/sheet1.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
      ['styles', '/xl/styles.xml'],
    ),
    'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${shared.join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}">${sheet}</worksheet>`,
  }
}

/** An archive of these parts, each deflated. */
export function zip(parts: Readonly<Record<string, string | Buffer>>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let position = 0
  for (const [name, content] of Object.entries(parts)) {
    const raw = Buffer.from(content)
    const compressed = deflateRawSync(raw)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(raw), 10)
    facts.writeUInt32LE(compressed.length, 14)
    facts.writeUInt32LE(raw.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(name), 22)
    const at = Buffer.alloc(14)
    at.writeUInt32LE(position, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, at, Buffer.from(name))
    const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), compressed])
    bodies.push(body)
    position += body.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(bodies.length, 8)
  end.writeUInt16LE(bodies.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(position, 16)
  return Buffer.concat([...bodies, entries, end])
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
