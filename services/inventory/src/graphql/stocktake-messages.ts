import type { MessagesFor } from '@erp/graphql-kit'
import type { UnitCostRequired } from '../domain/post-stocktake.ts'
import type { CounterApproves, StocktakeLineNotCounted, StocktakeLineNotFound } from '../domain/stocktake.ts'

type StocktakeRefusal = StocktakeLineNotFound | StocktakeLineNotCounted | CounterApproves | UnitCostRequired

/** Why a stocktake was refused, for people: what it does not share with other documents. */
export const stocktakeMessages = {
  StocktakeLineNotFound: { en: () => 'The stocktake has no such line.', zh: () => '盘点单中没有该行。' },
  StocktakeLineNotCounted: {
    en: ({ lineNumber }) => `Line ${lineNumber} has still to be counted.`,
    zh: ({ lineNumber }) => `第 ${lineNumber} 行尚未盘点。`,
  },
  CounterApproves: {
    en: () => 'Somebody who neither counted nor handed in has to approve the stocktake.',
    zh: () => '盘点单必须由未参与盘点和提交的人审核。',
  },
  UnitCostRequired: {
    en: () => 'Nobody knows what the goods that were found cost; say it.',
    zh: () => '盘盈物料没有可参考的成本，请录入单位成本。',
  },
} satisfies MessagesFor<() => Promise<StocktakeRefusal>>
