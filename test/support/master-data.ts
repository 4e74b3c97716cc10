import type { Person } from './people.ts'

/** What every test company deals in. STEEL is valued at moving average, PAINT and LAMP first in, first out. */
const items = [
  { code: 'STEEL', zh: '钢板', en: 'Steel', itemClass: 'RAW_MATERIAL', baseUnit: 'kg', costing: 'MOVING_AVERAGE' },
  { code: 'PAINT', zh: '油漆', en: 'Paint', itemClass: 'RAW_MATERIAL', baseUnit: 'L', costing: 'FIFO' },
  { code: 'TILE', zh: '瓷砖', en: 'Tile', itemClass: 'MERCHANDISE', baseUnit: 'piece', costing: 'MOVING_AVERAGE' },
  { code: 'LAMP', zh: '台灯', en: 'Lamp', itemClass: 'MERCHANDISE', baseUnit: 'piece', costing: 'FIFO' },
] as const
export type ItemCode = (typeof items)[number]['code']

/** MAIN and YARD are valued together; EAST is valued by itself. */
export type WarehouseCode = 'MAIN' | 'YARD' | 'EAST'

export interface Warehouse {
  readonly id: string
  readonly valuationArea: { readonly id: string }
}

export interface MasterData {
  readonly itemIds: ReadonlyMap<string, string>
  readonly warehouses: ReadonlyMap<string, Warehouse>
  readonly supplierId: string
  /** VAT of 13 %. */
  readonly taxCodeId: string
}

/** Items, warehouses and a supplier, made by those whose job it is. */
export async function createMasterData(controller: Person, buyer: Person): Promise<MasterData> {
  const [itemIds, warehouses, supplier, taxCodeId] = await Promise.all([
    createItems(controller),
    createWarehouses(controller),
    buyer.change<{ id: string }>('CreateSupplier', { code: 'BAOGANG', name: { zh: '宝钢', en: 'Baogang' } }),
    findTaxCode(buyer),
  ])
  return { itemIds, warehouses, supplierId: supplier.id, taxCodeId }
}

async function createItems(controller: Person): Promise<ReadonlyMap<string, string>> {
  const box = [{ unit: 'box', numerator: '12', denominator: '1' }]
  const created = await Promise.all(
    items.map(async ({ zh, en, ...item }) => {
      const units = item.itemClass === 'MERCHANDISE' ? box : []
      return controller.change<{ id: string; code: string }>('CreateItem', { ...item, name: { zh, en }, units })
    }),
  )
  return new Map(created.map(({ code, id }) => [code, id]))
}

async function createWarehouses(controller: Person): Promise<ReadonlyMap<string, Warehouse>> {
  const create = (code: WarehouseCode, zh: string, en: string, valuationAreaId?: string) =>
    controller.change<Warehouse>('CreateWarehouse', {
      code,
      name: { zh, en },
      ...(valuationAreaId ? { valuationAreaId } : {}),
    })
  const [main, east] = await Promise.all([create('MAIN', '主仓库', 'Main'), create('EAST', '东仓库', 'East')])
  const yard = await create('YARD', '堆场', 'Yard', main.valuationArea.id)
  return new Map([
    ['MAIN', main],
    ['EAST', east],
    ['YARD', yard],
  ])
}

async function findTaxCode(buyer: Person): Promise<string> {
  const { taxCodes } = await buyer.ask<{ taxCodes: { nodes: { id: string; ratePercent: string }[] } }>('TaxCodes')
  const taxCode = taxCodes.nodes.find(({ ratePercent }) => /^13(\.0+)?$/.test(ratePercent))
  if (!taxCode) throw new Error('The books have no VAT of 13 %')
  return taxCode.id
}
