import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id, version } from '../wire.ts'

/**
 * A company has said who approves a kind of document, or that nobody does any more; the full state. While it is active the
 * documents of that type ask for approval before they are in force.
 */
export const approvalDefinitionChanged = defineEvent('identity.approval-definition.changed.v1', {
  schema: z.object({ companyId: id, definitionId: id, documentType: documentKind, active: z.boolean(), version }),
  examples: [
    {
      companyId: exampleIds.company,
      definitionId: exampleIds.approvalDefinition,
      documentType: 'PURCHASE_ORDER',
      active: true,
      version: 1,
    },
  ],
})
