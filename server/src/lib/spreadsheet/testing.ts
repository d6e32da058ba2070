/** Makes zip archives and workbooks by hand for tests, with every lie that a hostile or foreign program may tell. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly text: string
  /** Size that the directory claims, when not the true one. */
  readonly claims?: number
}

export const makeZip = (parts: readonly ZipPart[], { encrypted = false } = {}): Uint8Array => {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const raw = Buffer.from(part.text)
    const packed = deflateRawSync(raw)
    const name = Buffer.from(part.name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(encrypted ? 1 : 0, 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(raw), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(part.claims ?? raw.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name, packed])
    bodies.push(local)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, tail, name]))
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...bodies, list, end]))
}

/** A workbook of one sheet, from the XML inside `<worksheet>`; `styles` are the number format ids of the cell styles. */
export const makeWorkbook = (
  sheet: string,
  more: { readonly styles?: readonly number[]; readonly strings?: string; readonly prefix?: string } = {},
): Uint8Array => {
  const { styles = [0], strings = '', prefix = '' } = more
  const relationship = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const formats = styles.map((id) => `<xf numFmtId="${id}"/>`).join('')
  return makeZip([
    {
      name: '_rels/.rels',
      text: `<Relationships><Relationship Id="r1" Type="${relationship}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `<?xml version="1.0"?><${prefix}workbook><${prefix}sheets><${prefix}sheet name="台账" sheetId="1" r:id="s1"/></${prefix}sheets></${prefix}workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships><Relationship Id="s1" Type="${relationship}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="${relationship}/styles" Target="styles.xml"/><Relationship Id="s3" Type="${relationship}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      text: `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="00000"/><numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="172" formatCode="[Red]#,##0.00&quot;元/day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${formats}</cellXfs></styleSheet>`,
    },
    { name: 'xl/sharedStrings.xml', text: `<sst>${strings}</sst>` },
    { name: 'xl/worksheets/sheet1.xml', text: `<${prefix}worksheet>${sheet}</${prefix}worksheet>` },
  ])
}
