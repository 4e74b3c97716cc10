import { z } from 'zod'
import { defineEvent, type EventContract } from './define.ts'
import { exampleIds } from './examples.ts'
import { id } from './wire.ts'

const schema = z.object({
  /** The nil company: a chain holds what was done in all of them. */
  companyId: id,
  /** The place of the block in its chain, from 1. */
  number: z.int().min(1),
  rowCount: z.int().min(1),
  /** SHA-256 in hexadecimal; that of the first block follows 64 zeros. */
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  sealedAt: z.iso.datetime(),
})
export type AuditBlockSealed = z.infer<typeof schema>

/** The same event of every service, each in its own name. It says nothing of what was done, or by whom. */
export function auditBlockSealed(type: string): EventContract<AuditBlockSealed> {
  return defineEvent(type, {
    schema,
    examples: [
      {
        companyId: exampleIds.installation,
        number: 1,
        rowCount: 2,
        previousHash: '0'.repeat(64),
        hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        sealedAt: '2026-10-31T16:00:00.000Z',
      },
    ],
  })
}
