import { dayOf } from '#platform/text/format.ts'
import type { PageContext, Speech } from '#web/portal/page.tsx'
import { Tag, type Column } from '#web/portal/results.tsx'
import type { DirectoryKind, ListItem } from './deps.ts'

type Words = PageContext & Speech

/** Several values of a row in one cell. */
function joined({ lang, word }: Words, values: readonly string[] | undefined): string {
  return (values ?? []).map(word).join(lang === 'en' ? ', ' : '、')
}

/** Columns of a directory's list after the name. */
export function directoryColumns(kind: DirectoryKind, page: Words): Column<ListItem>[] {
  const { t, word } = page
  const missing = t('待补充')
  const several = (title: string, field: string): Column<ListItem> => ({
    title,
    wide: true,
    cell: (item) => joined(page, item.words[field]) || missing,
  })
  const owner = (title: string): Column<ListItem> => ({ title, wide: true, cell: (item) => item.ownerName })
  const published: Column<ListItem> = { title: t('发布'), cell: (item) => dayOf(item.publishedAt) }
  switch (kind) {
    case 'service-body':
      return [
        several(t('服务类型'), 'types'),
        several(t('技术领域'), 'techFields'),
        { title: t('资质'), cell: (item) => <Certified until={item.certifiedUntil} page={page} /> },
        published,
      ]
    case 'instrument':
      return [
        owner(t('管理单位')),
        several(t('规格型号'), 'model'),
        several(t('仪器类别'), 'category'),
        several(t('放置地点'), 'location'),
        {
          title: t('预约'),
          cell: (item) =>
            item.words['bookable']?.[0] === 'true' ? <Tag tone="good">{t('可预约')}</Tag> : word('不可预约'),
        },
      ]
    case 'pilot-service':
      return [owner(t('中试基地')), ...pilotColumns(page, several)]
    case 'broker':
      return [
        owner(t('所在单位')),
        several(t('级别'), 'level'),
        several(t('技术领域'), 'techFields'),
        { title: t('证书'), cell: (item) => <Certified until={item.certifiedUntil} page={page} /> },
      ]
    default:
      return [
        owner(t('所在单位')),
        several(t('职称或职务'), 'jobTitle'),
        several(t('专家类别'), 'types'),
        several(t('技术领域'), 'techFields'),
        several(t('可以提供'), 'services'),
      ]
  }
}

/** What a pilot line takes, how far it brings it, and whether it is booked here. */
function pilotColumns(
  { t, word }: Words,
  several: (title: string, field: string) => Column<ListItem>,
): Column<ListItem>[] {
  return [
    several(t('工艺'), 'processes'),
    several(t('适用物料'), 'materials'),
    {
      title: t('成熟度'),
      cell: (item) => `${item.words['trlFrom']?.[0] ?? ''} → ${item.words['trlTo']?.[0] ?? ''}`,
    },
    {
      title: t('预约'),
      cell: (item) =>
        item.words['bookable']?.[0] === 'true' ? <Tag tone="good">{t('可预约')}</Tag> : word('不可预约'),
    },
  ]
}

/** The badge of a certificate goes by itself the day after its last day. */
export function Certified(props: { readonly until: string | null; readonly page: Words }) {
  const { t, today } = props.page
  if (props.until === null || props.until < today) return <span className="quiet">{t('无有效证书')}</span>
  return <Tag tone="good">{t('证书有效至 {day}', { day: props.until })}</Tag>
}
