import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { allContracts } from './src/index.ts'

const directory = new URL('./json-schema/', import.meta.url)

/**
 * The published form of every contract, by file name: draft 2020-12, with the golden examples. It is the reader's side of a
 * contract, so unknown fields are allowed: a sender may add some within a major.
 */
export function jsonSchemaFiles(): Map<string, string> {
  return new Map(
    allContracts.map(({ type, kind, schema, examples }) => [
      `${type}.json`,
      `${JSON.stringify(
        {
          $id: `urn:erp:${kind}:${type}`,
          title: type,
          ...z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }),
          examples,
        },
        undefined,
        2,
      )}\n`,
    ]),
  )
}

function write() {
  const files = jsonSchemaFiles()
  mkdirSync(directory, { recursive: true })
  for (const name of readdirSync(directory)) if (!files.has(name)) rmSync(new URL(name, directory))
  for (const [name, text] of files) writeFileSync(new URL(name, directory), text)
  process.stdout.write(`${files.size} contracts written to packages/contracts/json-schema\n`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) write()
