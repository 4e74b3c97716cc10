import { walkXml } from './walk-xml.ts'
import { Unreadable } from './zip-archive.ts'

/** An element with all that is in it; names without their prefixes. */
export interface XmlTree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly inner: readonly XmlTree[]
}

type Growing = { name: string; attributes: XmlTree['attributes']; text: string; inner: Growing[] }

/** Reads a document that fits into memory, its root inside a nameless element; undefined when it is not well-formed. */
export function readXmlTree(xml: string): XmlTree | undefined {
  const root: Growing = { name: '', attributes: {}, text: '', inner: [] }
  const open = [root]
  try {
    walkXml(xml, {
      open({ name, attributes }) {
        const element: Growing = { name, attributes, text: '', inner: [] }
        open.at(-1)?.inner.push(element)
        open.push(element)
      },
      text(piece) {
        const element = open.at(-1)
        if (element) element.text += piece
      },
      close() {
        open.pop()
      },
    })
  } catch (cause) {
    if (cause instanceof Unreadable) return undefined
    throw cause
  }
  return root
}
