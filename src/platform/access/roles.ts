/** The role sets of the city's market (practice.md P6); who holds which is data, see identity. */
export const roleTitles = {
  researcher: '研究人员',
  tto: '成果转化办',
  researchOffice: '科研处',
  finance: '财务',
  hr: '人事',
  assets: '资产管理',
  security: '保密办',
  legal: '法务',
  secretary: '学院秘书',
  leader: '分管领导',
  council: '党委会/校长办公会',
  firm: '企业经办人',
  broker: '技术经纪人',
  expert: '专家',
  serviceBody: '服务机构',
  officer: '局经办人',
  decider: '局领导',
  clerk: '窗口代录员',
  unitMember: '政府单位成员',
  orgAdmin: '单位管理员',
  admin: '平台管理员',
  auditor: '审计员',
} as const

export type Role = keyof typeof roleTitles
