/** What the demo company starts with, as people would type it. */
export const demoCompany = {
  code: 'DEMO',
  name: { zh: '演示公司', en: 'Demo Company' },
} as const

export const demoWarehouses = [
  { code: 'WH-MAIN', name: { zh: '主仓库', en: 'Main warehouse' } },
  { code: 'WH-EAST', name: { zh: '华东分仓', en: 'East branch warehouse' }, ownArea: true },
] as const
export type DemoWarehouse = (typeof demoWarehouses)[number]['code']

const box = [{ unit: '箱', numerator: '12', denominator: '1' }]

/** Items of both costing methods; the tiles are also bought by the box of twelve. */
export const demoItems = [
  {
    code: 'RM-STEEL',
    name: { zh: '冷轧钢板', en: 'Cold-rolled steel sheet' },
    itemClass: 'RAW_MATERIAL',
    baseUnit: 'kg',
    costing: 'MOVING_AVERAGE',
    units: [{ unit: 't', numerator: '1000', denominator: '1' }],
  },
  {
    code: 'RM-PAINT',
    name: { zh: '环氧底漆', en: 'Epoxy primer' },
    itemClass: 'RAW_MATERIAL',
    baseUnit: 'L',
    costing: 'FIFO',
    units: [],
  },
  {
    code: 'MD-TILE',
    name: { zh: '陶瓷砖', en: 'Ceramic tile' },
    itemClass: 'MERCHANDISE',
    baseUnit: '片',
    costing: 'MOVING_AVERAGE',
    units: box,
  },
  {
    code: 'MD-LAMP',
    name: { zh: '台灯', en: 'Desk lamp' },
    itemClass: 'MERCHANDISE',
    baseUnit: '台',
    costing: 'FIFO',
    units: box,
  },
] as const
export type DemoItem = (typeof demoItems)[number]['code']

export const demoSuppliers = [
  { code: 'SUP-BAOGANG', name: { zh: '宝钢贸易有限公司', en: 'Baogang Trading' }, overReceiptPercent: '2' },
  { code: 'SUP-HOME', name: { zh: '华美家居用品厂', en: 'Huamei Home Goods' }, overReceiptPercent: '0' },
] as const
export type DemoSupplier = (typeof demoSuppliers)[number]['code']

export interface DemoOrder {
  readonly supplier: DemoSupplier
  readonly lines: readonly {
    readonly item: DemoItem
    readonly unit?: string
    readonly quantity: string
    readonly unitPrice: string
  }[]
  /** Left as a draft when false. */
  readonly confirmed: boolean
  /** Quantities received of each line, one entry a delivery. */
  readonly receipts: readonly { readonly warehouse: DemoWarehouse; readonly quantities: readonly (string | null)[] }[]
  /** What goes back of the first line of the first delivery, before any invoice. */
  readonly returned?: string
}

export const demoOrders: readonly DemoOrder[] = [
  {
    supplier: 'SUP-BAOGANG',
    lines: [
      { item: 'RM-STEEL', unit: 't', quantity: '3', unitPrice: '4280' },
      { item: 'RM-PAINT', quantity: '200', unitPrice: '36.5' },
    ],
    confirmed: true,
    receipts: [
      { warehouse: 'WH-MAIN', quantities: ['1.8', '120'] },
      { warehouse: 'WH-MAIN', quantities: ['1.2', null] },
    ],
    returned: '0.15',
  },
  {
    supplier: 'SUP-HOME',
    lines: [
      { item: 'MD-TILE', unit: '箱', quantity: '50', unitPrice: '86.4' },
      { item: 'MD-LAMP', quantity: '120', unitPrice: '59.9' },
    ],
    confirmed: true,
    receipts: [{ warehouse: 'WH-EAST', quantities: ['50', '80'] }],
  },
  {
    supplier: 'SUP-HOME',
    lines: [{ item: 'MD-LAMP', quantity: '60', unitPrice: '61.2' }],
    confirmed: true,
    receipts: [{ warehouse: 'WH-EAST', quantities: ['60'] }],
    returned: '5',
  },
  {
    supplier: 'SUP-BAOGANG',
    lines: [{ item: 'RM-STEEL', unit: 't', quantity: '2', unitPrice: '4315.5' }],
    confirmed: false,
    receipts: [],
  },
]
