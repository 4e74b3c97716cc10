import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, id, roleCode, version } from '../wire.ts'

/**
 * Whether a user may work in a company, and with which roles; the full state. Says nothing about the person, for what
 * a stream holds cannot be erased.
 */
export const membershipChanged = defineEvent('identity.membership.changed.v1', {
  schema: z.object({
    membershipId: id,
    companyId: id,
    userId: id,
    active: z.boolean(),
    roleCodes: z.array(roleCode),
    /** What the user is narrowed to; everything of its kind when left out. */
    warehouseIds: z.array(id).optional(),
    customerGroups: z.array(code).optional(),
    supplierGroups: z.array(code).optional(),
    departmentIds: z.array(id).optional(),
    /** Narrowed to the documents the user wrote and to what follows from them. */
    ownDocuments: z.boolean().optional(),
    version,
  }),
  examples: [
    {
      membershipId: exampleIds.membership,
      companyId: exampleIds.company,
      userId: exampleIds.user,
      active: true,
      roleCodes: ['STOREKEEPER'],
      version: 1,
    },
    {
      membershipId: exampleIds.membership,
      companyId: exampleIds.company,
      userId: exampleIds.user,
      active: true,
      roleCodes: ['STOREKEEPER'],
      warehouseIds: [exampleIds.warehouse],
      customerGroups: ['WHOLESALE'],
      supplierGroups: [],
      departmentIds: [exampleIds.department],
      ownDocuments: true,
      version: 2,
    },
  ],
})
