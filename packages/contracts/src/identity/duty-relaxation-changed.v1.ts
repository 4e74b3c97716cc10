import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id, version } from '../wire.ts'

/** A company said of which documents the maker may be the one who confirms; the full state, empty when of none. */
export const dutyRelaxationChanged = defineEvent('identity.duty-relaxation.changed.v1', {
  schema: z.object({
    companyId: id,
    /** As `relaxableDocuments` names them; more may come. */
    documentTypes: z.array(z.string().min(1).max(40)),
    version,
  }),
  examples: [{ companyId: exampleIds.company, documentTypes: ['MISCELLANEOUS_MOVEMENT', 'STOCKTAKE'], version: 1 }],
})
