import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../operations/', import.meta.url))
const known = new Map<string, string>()

/** The text of a recorded operation: `test/operations/<name>.graphql` holds the one operation of that name. */
export function operationText(name: string): string {
  const text = known.get(name) ?? readFileSync(`${folder}${name}.graphql`, 'utf8')
  known.set(name, text)
  return text
}
