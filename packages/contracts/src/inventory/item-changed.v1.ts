import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, costingMethod, decimal, id, itemClass, name, version } from '../wire.ts'

/** An item was created or changed; the full state. One of `unit` is numerator/denominator base units. */
export const itemChanged = defineEvent('inventory.item.changed.v1', {
  schema: z.object({
    companyId: id,
    itemId: id,
    code,
    name,
    itemClass,
    baseUnit: z.string().min(1).max(20),
    units: z
      .array(
        z.object({
          unit: z.string().min(1).max(20),
          numerator: z.string().regex(/^[1-9]\d{0,11}$/),
          denominator: z.string().regex(/^[1-9]\d{0,11}$/),
        }),
      )
      .max(20),
    costing: costingMethod,
    active: z.boolean(),
    version,
    categoryId: id.nullable().optional(),
    tracking: z.enum(['NONE', 'LOT', 'SERIAL']).optional(),
    shelfLifeDays: z.int().min(1).nullable().optional(),
    /** Kilograms and cubic metres of one base unit. */
    weight: decimal.nullable().optional(),
    volume: decimal.nullable().optional(),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      itemId: exampleIds.item,
      code: 'OAK-DESK',
      name: { zh: '橡木书桌', en: 'Oak desk' },
      itemClass: 'MERCHANDISE',
      baseUnit: 'PCS',
      units: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
      costing: 'MOVING_AVERAGE',
      active: true,
      version: 1,
    },
    {
      companyId: exampleIds.company,
      itemId: exampleIds.item,
      code: 'OAK-DESK',
      name: { zh: '橡木书桌', en: 'Oak desk' },
      itemClass: 'MERCHANDISE',
      baseUnit: 'PCS',
      units: [],
      costing: 'MOVING_AVERAGE',
      active: true,
      version: 2,
      categoryId: exampleIds.itemCategory,
      tracking: 'LOT',
      shelfLifeDays: 365,
      weight: '38.5',
      volume: '0.72',
    },
  ],
})
