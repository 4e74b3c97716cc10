import { SaxesParser } from 'saxes'
import { Unreadable } from './zip-archive.ts'

/** An element as it opens: its name and attributes without their prefixes. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface Walk {
  readonly open?: (element: Element) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

const deepest = 64

/** Walks through a part of a workbook. A document type, with which entities could be defined, is never in one. */
export function walkXml(xml: string, { open, text, close }: Walk): void {
  const parser = new SaxesParser()
  let depth = 0
  parser.on('error', (cause) => {
    throw new Unreadable('MALFORMED', { cause })
  })
  parser.on('doctype', () => {
    throw new Unreadable('MALFORMED')
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth > deepest) throw new Unreadable('MALFORMED')
    const local = Object.entries(attributes).map(([key, value]) => [withoutPrefix(key), value] as const)
    open?.({ name: withoutPrefix(name), attributes: Object.fromEntries(local) })
  })
  parser.on('text', (piece) => text?.(piece))
  parser.on('cdata', (piece) => text?.(piece))
  parser.on('closetag', ({ name }) => {
    depth -= 1
    close?.(withoutPrefix(name))
  })
  parser.write(xml).close()
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
