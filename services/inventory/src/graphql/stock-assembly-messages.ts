import type { MessagesFor } from '@erp/graphql-kit'
import type { SharesAreZero } from '../domain/post-stock-assembly.ts'
import type { ProductAmongComponents } from '../domain/stock-assembly.ts'

/** Why an assembly was refused, for people: what it does not share with other documents. */
export const stockAssemblyMessages = {
  ProductAmongComponents: {
    en: () => 'An item cannot become itself; name other components.',
    zh: () => '子件与产品不能是同一物料。',
  },
  SharesAreZero: {
    en: () => 'Nothing of what comes in costs anything now; say what share of the value each component takes.',
    zh: () => '入库子件的现行成本均为零，请录入分摊权重。',
  },
} satisfies MessagesFor<() => Promise<ProductAmongComponents | SharesAreZero>>
