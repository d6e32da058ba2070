/** As much XML as a spreadsheet part uses: elements, attributes, text. Namespace prefixes are dropped, DTDs refused. */
import { UnreadableError } from './unreadable.ts'

export interface XmlHandler {
  open(name: string, attributes: string): void
  close(name: string): void
  text(text: string): void
}

const damaged = '表格内容已损坏'

/** Walks the document in order; `<a/>` is an open and a close. Throws UnreadableError. */
export const walkXml = (xml: string, handler: XmlHandler): void => {
  let at = xml.indexOf('<')
  while (at >= 0) {
    if (xml.startsWith('<!--', at)) at = endOf(xml, '-->', at)
    else if (xml.startsWith('<![CDATA[', at)) {
      const end = endOf(xml, ']]>', at)
      handler.text(xml.slice(at + 9, end - 3))
      at = end
    } else if (xml.startsWith('<?', at)) at = endOf(xml, '?>', at)
    else if (xml.startsWith('<!', at)) throw new UnreadableError('表格里有不允许的声明')
    else at = element(xml, at, handler)
    const next = xml.indexOf('<', at)
    if (next > at) handler.text(unescapeXml(xml.slice(at, next)))
    at = next
  }
}

const endOf = (xml: string, mark: string, from: number): number => {
  const end = xml.indexOf(mark, from)
  if (end < 0) throw new UnreadableError(damaged)
  return end + mark.length
}

const element = (xml: string, start: number, handler: XmlHandler): number => {
  let end = start + 1
  for (let quote = 0; ; end++) {
    if (end >= xml.length) throw new UnreadableError(damaged)
    const char = xml.charCodeAt(end)
    if (quote !== 0) quote = char === quote ? 0 : quote
    else if (char === 0x22 || char === 0x27) quote = char
    else if (char === 0x3e) break
    else if (char === 0x3c) throw new UnreadableError(damaged)
  }
  if (xml.charCodeAt(start + 1) === 0x2f) {
    handler.close(localName(xml.slice(start + 2, end).trimEnd()))
    return end + 1
  }
  const empty = xml.charCodeAt(end - 1) === 0x2f
  const inner = xml.slice(start + 1, empty ? end - 1 : end)
  const space = inner.search(/\s/)
  const name = localName(space < 0 ? inner : inner.slice(0, space))
  handler.open(name, space < 0 ? '' : inner.slice(space))
  if (empty) handler.close(name)
  return end + 1
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Reads an attribute by local name out of an element's attributes; undefined when absent. */
export const attribute = (name: string): ((attributes: string) => string | undefined) => {
  const pattern = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
  return (attributes) => {
    const found = pattern.exec(attributes)
    const raw = found?.[1] ?? found?.[2]
    return raw === undefined ? undefined : unescapeXml(raw)
  }
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const unescapeXml = (text: string): string => (!text.includes('&') && !text.includes('\r') ? text : unescapeAll(text))

const unescapeAll = (text: string): string =>
  (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).replace(/&(#x?)?(\w+);/g, (whole, kind, body: string) => {
    if (kind === undefined) return named[body] ?? whole
    const code = Number.parseInt(body, kind === '#x' ? 16 : 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
