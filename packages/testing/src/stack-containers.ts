import type { TestStack } from './stack.ts'
export async function startContainerStack(): Promise<TestStack> {
  throw new Error('later')
}
