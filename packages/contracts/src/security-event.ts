import { z } from 'zod'
import { defineEvent } from './define.ts'
import { exampleIds } from './examples.ts'
import { id } from './wire.ts'

/** What a service tells identity of what its people did that somebody should look at: who, and at most which document. */
export function securityEventNoted<const Kind extends string>(type: string, kinds: readonly [Kind, ...Kind[]]) {
  const [kind] = kinds
  return defineEvent(type, {
    schema: z.object({
      companyId: id,
      kind: z.enum(kinds),
      /** Who did it. */
      userId: id,
      /** What exactly, such as the number of a document; no personal data. */
      detail: z.string().min(1).max(200).optional(),
    }),
    examples: [{ companyId: exampleIds.company, kind, userId: exampleIds.user } as never],
  })
}
