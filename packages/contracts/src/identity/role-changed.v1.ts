import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id, name, permissionCode, roleCode, version } from '../wire.ts'

/**
 * What a role stands for; the full state. The nil company stands for roles that come with the release and hold in every
 * company.
 */
export const roleChanged = defineEvent('identity.role.changed.v1', {
  schema: z.object({ roleId: id, companyId: id, code: roleCode, name, permissions: z.array(permissionCode), version }),
  examples: [
    {
      roleId: exampleIds.role,
      companyId: '00000000-0000-0000-0000-000000000000',
      code: 'STOREKEEPER',
      name: { zh: '仓库管理员', en: 'Storekeeper' },
      permissions: ['inventory.stock.read', 'procurement.goodsReceipt.confirm'],
      version: 1,
    },
  ],
})
