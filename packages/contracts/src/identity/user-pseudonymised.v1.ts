import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/**
 * A user is known by a pseudonym from now on, for good 用户已假名化; told for each company they belong to. Whoever keeps a name of theirs
 * puts the pseudonym in its place.
 */
export const userPseudonymised = defineEvent('identity.user.pseudonymised.v1', {
  schema: z.object({
    companyId: id,
    userId: id,
    /** What is shown in place of their name; tells nothing of who they were. */
    pseudonym: z.string().min(1).max(200),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      userId: exampleIds.user,
      pseudonym: 'Former user 已离职用户 3F9A0C',
    },
  ],
})
