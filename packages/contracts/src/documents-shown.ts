import { z } from 'zod'
import { defineEvent, type EventContract } from './define.ts'
import { exampleIds } from './examples.ts'
import { id } from './wire.ts'

const schema = z.object({
  companyId: id,
  /** Who was shown them. */
  userId: id,
  /** How many, by the audit log since it was counted before. */
  documents: z.int().min(1),
  countedAt: z.iso.datetime(),
})
export type DocumentsShown = z.infer<typeof schema>

/** The same event of every service, each in its own name. It says how much was shown to whom, and nothing of what it says. */
export function documentsShown(type: string): EventContract<DocumentsShown> {
  return defineEvent(type, {
    schema,
    examples: [
      {
        ...{ companyId: exampleIds.company, userId: exampleIds.user },
        ...{ documents: 200, countedAt: '2026-10-31T16:00:00.000Z' },
      },
    ],
  })
}
