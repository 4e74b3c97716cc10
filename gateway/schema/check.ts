import { readFileSync } from 'node:fs'
import { apiSchemaOf } from './api-schema.ts'
import { boundaryFaults } from './boundary-rules.ts'
import { breakingChanges, committedSchema } from './breaking-changes.ts'
import { compose } from './compose.ts'
import { operationFaults, readOperations } from './recorded-operations.ts'
import { schemaFaults } from './schema-rules.ts'
import { readSubgraphs, supergraphFile } from './subgraphs.ts'

interface Finding {
  readonly rule: string
  readonly faults: readonly string[]
}

const subgraphs = readSubgraphs()
const supergraphSdl = compose(subgraphs)
const schema = apiSchemaOf(supergraphSdl)
const operations = readOperations()
const [base] = process.argv.slice(2)
const committed = committedSchema(base)

const findings: Finding[] = [
  {
    rule: 'gateway/supergraph.graphql is what the services compose to (npm run schema:compose)',
    faults: readFileSync(supergraphFile, 'utf8') === supergraphSdl ? [] : ['the committed file is another'],
  },
  {
    rule: `no change since ${committed?.revision ?? 'the first commit'} breaks clients`,
    faults: committed ? await breakingChanges(committed.schema, schema) : [],
  },
  { rule: `${operations.length} recorded operations are still answered`, faults: operationFaults(schema, operations) },
  {
    rule: 'everything is described, in English with its Chinese term, and lists have pages',
    faults: schemaFaults(schema),
  },
  { rule: 'no field makes one service wait for another to be up', faults: boundaryFaults(subgraphs) },
]

for (const { rule, faults } of findings) {
  process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${rule}\n`)
  for (const fault of faults) process.stdout.write(`       ${fault}\n`)
}
if (findings.some(({ faults }) => faults.length > 0)) process.exitCode = 1
