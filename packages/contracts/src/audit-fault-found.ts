import { z } from 'zod'
import { defineEvent, type EventContract } from './define.ts'
import { exampleIds } from './examples.ts'
import { id } from './wire.ts'

const schema = z.object({
  /** The nil company: a chain holds what was done in all of them. */
  companyId: id,
  /** What is wrong, as `verify<Service>Audit` names it, such as ROW_CHANGED. */
  kind: z.string().min(1).max(40),
  /** The block it is in. */
  block: z.int().min(1),
  /** The entry that is wrong; null where it is a block. */
  entryId: z
    .string()
    .regex(/^\d{1,19}$/)
    .nullable(),
  foundAt: z.iso.datetime(),
})
export type AuditFaultFound = z.infer<typeof schema>

/** The same event of every service, each in its own name: once for each fault. It says nothing of what the entry says. */
export function auditFaultFound(type: string): EventContract<AuditFaultFound> {
  return defineEvent(type, {
    schema,
    examples: [
      {
        ...{ companyId: exampleIds.installation, kind: 'ROW_CHANGED', block: 3, entryId: '2471' },
        foundAt: '2026-10-31T16:00:00.000Z',
      },
    ],
  })
}
