import type { TECH_FIELDS } from '#platform/forms/classes.ts'

type TechField = (typeof TECH_FIELDS)[number]

/**
 * Words of the headings of 国家重点支持的高新技术领域 (国科发火〔2016〕32号, annex, second and third level), shortened to
 * what stands in a sentence; from memory, like the list of fields itself. A word in several fields counts for none more.
 */
const WORDS: Readonly<Record<TechField, string>> = {
  电子信息:
    '软件 嵌入式 操作系统 数据库 算法 图像识别 图形 图像 地理信息 遥感 信息系统 信息化 电子商务 电子政务 物联网 云计算 云平台 大数据 人工智能 机器学习 深度学习 机器视觉 语音 虚拟现实 集成电路 芯片 封装 半导体器件 光刻 计算机 服务器 网络 通信 5G 基站 天线 射频 微波 光纤 无线 信号 传感器 敏感元件 元器件 发光二极管 LED 显示 显示屏 触控 印制电路板 线路板 电路 信息安全 密码 数据加密 智能交通 监测系统 监控系统 管理系统 平台开发 客户端 终端 定位 短报文 溯源 二维码 互联网 电子标签',
  生物与新医药:
    '疫苗 基因 抗体 诊断试剂 试剂盒 核酸 PCR 酶联 细胞 蛋白 多肽 肽 中药 药材 饮片 天然产物 提取 有效成分 化学药 原料药 仿制药 制剂 注射液 缓释 片剂 胶囊 药物 药品 临床 肿瘤 医疗器械 诊断 治疗 内镜 手术 敷料 酶 酶解 发酵 菌株 菌剂 微生物 益生菌 食品 保健 饮料 果酒 保鲜 贮藏 品种 育种 种苗 苗种 种质 接穗 脱毒 栽培 种植 施肥 农药 病虫害 虫害 疫病 兽用 兽药 饲料 养殖 水产 对虾 牡蛎 鱼 鲍鱼 海带 藻 畜禽 猪 鸡 鸽 茶 荔枝 果树 果园 青梅 甘薯 油茶 蔬菜 粮食 小麦 蜂 胶原 褐藻 壳聚糖 海藻酸盐 冻干 病毒 杂质 含量测定',
  航空航天: '飞机 航空 飞行器 无人飞行器 机载 空管 航天 卫星 火箭 航天器 推进剂 涡轮 飞行 机场 空域',
  新材料:
    '材料 新材料 合金 钢 铝合金 镁合金 钛 硬质合金 稀土 粉末冶金 金刚石 氮化硼 超硬 石墨烯 石墨 碳纤维 纳米 陶瓷 耐火 玻璃 水泥 混凝土 高岭土 墙板 高分子 工程塑料 塑料 橡胶 树脂 聚丙烯 聚乙烯 聚酯 尼龙 纤维 薄膜 膜材料 复合材料 可降解 降解材料 生物医用材料 催化剂 表面活性剂 涂料 防腐 防污 涂层 油墨 胶粘剂 粘结剂 助剂 添加剂 润滑 电解液 负极 正极 镀金 电镀 镀层 防锈 绝缘 发泡 线材 铸造 冶炼 晶体 单晶 牌号 配方 韧性 强度 硬度',
  高技术服务:
    '研发设计 检验检测 认证 标准化 知识产权 成果转化 专利运营 技术转移 咨询服务 物流服务 文化创意 设计服务 创业服务 评估服务',
  新能源与节能:
    '太阳能 光伏 风能 风电 风机 生物质能 沼气 地热 海洋能 潮汐 核能 氢能 制氢 储氢 燃料电池 锂电池 锂离子电池 锂离子 动力电池 电池 电芯 储能 超级电容 能量密度 充电 充电桩 V2G 微电网 节能 余热 能量回收 热泵 电耗 能耗 能效 永磁同步 变频 供热 续航 直流组网 海水淡化节能 隔热 碳减排',
  资源与环境:
    '污水 废水 尾水 中水 脱氮 除磷 氨氮 有机磷 达标排放 零排放 浓海水 海水淡化 淡化 烟气 除尘 脱硫 脱硝 VOCs VOC 挥发性有机物 废气 异味 臭气 雾霾 减排 固废 固体废弃物 垃圾 污泥 尾矿 炉渣 危废 废旧 回收 再生 资源化 综合利用 利用率 噪声 环境监测 环保 排放 污染 生态 修复 红树林 湿地 土壤 水质 清洁生产 矿 矿山 采矿 选矿 煤层 瓦斯 开采 巷道 勘查 探矿 油气 溢油 海漂垃圾 酸雾 污酸 净水',
  先进制造与自动化:
    '自动化 生产线 智能制造 数控 机床 机器人 机械手 焊接 锻造 加工中心 切削 磨抛 打磨 模具 冲压 装配 3D打印 增材制造 激光 机械 设备 装置 装备 机构 轴承 齿轮 泵 阀 压缩机 液压 气动 起重机 输送 包装机 食品机械 纺织 服装 裁剪 排料 电机 变压器 断路器 输电 配电 电力 电缆 避雷器 汽车 底盘 悬架 变速箱 车辆 轨道交通 铁路 船舶 渔船 船用 网箱 海洋工程 海上平台 栈桥 仪器仪表 检测仪 测量 控制系统 在线监测 故障诊断 减振 钻机 钻车 淬火 热处理 自动投喂 循环水设备 去壳 剥壳 速冻 冷库 冷链',
}

interface FieldWord {
  readonly word: string
  readonly fields: readonly TechField[]
}

const known = new Map<string, TechField[]>()
for (const [field, words] of Object.entries(WORDS) as [TechField, string][])
  for (const word of words.split(' '))
    known.set(word.toLowerCase(), [...(known.get(word.toLowerCase()) ?? []), field])

/** Longest words first, so that 锂离子电池 is not read as 电池. */
const FIELD_WORDS: readonly FieldWord[] = [...known]
  .map(([word, fields]) => ({ word, fields }))
  .sort((a, b) => b.word.length - a.word.length)

export interface FieldHit {
  readonly word: string
  readonly at: number
  readonly fields: readonly TechField[]
}

/** Words of the dictionary in a text (width folded, lower case), none inside another. */
export function fieldWords(folded: string): FieldHit[] {
  const taken = new Uint8Array(folded.length)
  const hits: FieldHit[] = []
  for (const { word, fields } of FIELD_WORDS) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      if (taken[at] === 1 || taken[at + word.length - 1] === 1) continue
      if (isLatin(word) && isInsideWord(folded, at, word.length)) continue
      taken.fill(1, at, at + word.length)
      hits.push({ word, at, fields })
    }
  }
  return hits.sort((a, b) => a.at - b.at)
}

function isLatin(word: string): boolean {
  return /^[a-z0-9]+$/.test(word)
}

function isInsideWord(text: string, at: number, length: number): boolean {
  return /[a-z0-9]/.test(text.charAt(at - 1)) || /[a-z0-9]/.test(text.charAt(at + length))
}

/** What a record near the text votes: its field, and how much of what the text asks for it meets. */
export interface Vote {
  readonly field: TechField
  readonly name: string
  readonly weight: number
}

export interface FieldGuess {
  readonly field: TechField
  /** Share of all that speaks for any field, 0–1. */
  readonly share: number
  readonly hits: readonly FieldHit[]
  readonly votes: readonly Vote[]
}

/** A word said again tells little more. */
const REPEATED = 0.3
/** The words of the text and the records of the market count alike. */
const WORDS_SHARE = 0.5

/** Technical fields that something speaks for, the likeliest first: words of the text, and records near it. */
export function guessField(folded: string, votes: readonly Vote[]): FieldGuess[] {
  const hits = fieldWords(folded)
  const byWords = new Map<TechField, number>()
  const seen = new Set<string>()
  for (const { word, fields } of hits) {
    const weight = (seen.has(word) ? REPEATED : 1) * (word.length > 2 ? 1.5 : 1)
    seen.add(word)
    for (const field of fields) byWords.set(field, (byWords.get(field) ?? 0) + weight / fields.length)
  }
  const byVotes = new Map<TechField, number>()
  for (const { field, weight } of votes) byVotes.set(field, (byVotes.get(field) ?? 0) + weight)
  const words = shares(byWords)
  const market = shares(byVotes)
  const share = (field: TechField) => {
    if (market.size === 0) return words.get(field) ?? 0
    if (words.size === 0) return market.get(field) ?? 0
    return WORDS_SHARE * (words.get(field) ?? 0) + (1 - WORDS_SHARE) * (market.get(field) ?? 0)
  }
  return [...new Set([...words.keys(), ...market.keys()])]
    .map((field) => ({
      field,
      share: share(field),
      hits: hits.filter((hit) => hit.fields.includes(field)),
      votes: votes.filter((vote) => vote.field === field),
    }))
    .sort((a, b) => b.share - a.share || (a.field < b.field ? -1 : 1))
}

function shares<K>(counts: ReadonlyMap<K, number>): Map<K, number> {
  const total = [...counts.values()].reduce((sum, value) => sum + value, 0)
  return new Map([...counts].map(([key, value]) => [key, total === 0 ? 0 : value / total]))
}
