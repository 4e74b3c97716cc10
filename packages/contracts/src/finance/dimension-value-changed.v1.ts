import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, id, name, version } from '../wire.ts'

/** A department, project or employee was named, renamed, or taken out of use or back; the full state. */
export const dimensionValueChanged = defineEvent('finance.dimension-value.changed.v1', {
  schema: z.object({
    companyId: id,
    dimensionValueId: id,
    dimension: z.enum(['DEPARTMENT', 'PROJECT', 'EMPLOYEE']),
    code,
    /** Of an employee the code in both languages: what a stream holds cannot be forgotten. */
    name,
    /** False once nothing new may carry it. */
    active: z.boolean(),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      dimensionValueId: exampleIds.department,
      dimension: 'DEPARTMENT',
      code: 'D01',
      name: { zh: '销售部', en: 'Sales' },
      active: true,
      version: 1,
    },
  ],
})
