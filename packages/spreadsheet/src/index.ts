export {
  readWorkbook,
  type WorkbookCellRefused,
  type WorkbookLimits,
  type WorkbookRow,
  type WorkbookUnreadable,
} from './read-workbook.ts'
export { readXmlTree, type XmlTree } from './xml-tree.ts'
