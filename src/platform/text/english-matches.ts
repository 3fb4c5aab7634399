/** English of why two records match. */
export const englishMatches = {
  '双方都写到“{phrase}”': 'Both say “{phrase}”',
  '个别用字相同：{characters}': 'Single characters in common: {characters}',
  '零散用字、数字和单位相同': 'Pieces of words, numbers and units in common',
  用语与最相近的几项成果相同: 'Shares words with the nearest achievements',
  '意思相近（语义模型）': 'Near in meaning (language model)',
  '意思比其他候选远（语义模型）': 'Further in meaning than other candidates (language model)',
  '技术领域相同：{field}': 'Same technical field: {field}',
  '技术领域不同：需求是{wanted}，成果是{has}': 'Other technical field: wanted {wanted}, offered {has}',
  '专利分类 {ipc} 属于需求的技术领域：{field}':
    'Patent class {ipc} belongs to the field of the demand: {field}',
  '专利分类 {ipc} 用于需求所在的行业大类 {division}':
    'Patent class {ipc} is used in the division of the demand: {division}',
  '行业大类相同：{section} {division}': 'Same division of industry: {section} {division}',
  '行业门类相同：{section}': 'Same section of industry: {section}',
  '成熟度够用：需求要 {needed} 级，成果 {has} 级': 'Ripe enough: TRL {needed} wanted, {has} reached',
  '成熟度差 {missing} 级：需求要 {needed} 级，成果 {has} 级':
    '{missing} levels short of ripe: TRL {needed} wanted, {has} reached',
  '报价 {asked}，在预算 {most}以内': 'Asking {asked}, within the budget of {most}',
  '报价 {asked}，高于预算上限 {most}，多 {over}': 'Asking {asked}, above the budget of {most} by {over}',
  '{side}面议，金额可以谈': '{side}: negotiable',
  '合作方式相合：{modes}': 'Same mode of cooperation: {modes}',
  '合作方式没有交集：需求希望{wanted}，成果提供{offered}':
    'No common mode of cooperation: wanted {wanted}, offered {offered}',
  '双方在同一县（市、区）或功能区': 'Both in the same county or zone',
  双方在同一城市: 'Both in the same city',
  '介绍还不够清楚，补充修改后不再扣分':
    'The description is not clear enough yet; mending it ends this deduction',
} as const
