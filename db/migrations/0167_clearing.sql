-- After an end the schedule both confirm carries only what is still to be paid (docs/decisions/0084-refund-lines.md): the
-- first such version, and when it was agreed. Money of before stands on no item of it.
create view settlement.clearing as
select e.settlement_id, w.version, w.at
from (select settlement_id, max(version) as version from settlement.ending group by settlement_id) e
cross join lateral (
  select version, max(at) as at from settlement.schedule_word
  where settlement_id = e.settlement_id and version > e.version
  group by version having count(*) = 2 order by version limit 1) w;

drop view settlement.due;

-- What is to be paid, by item of the agreed schedule and by royalty report, with what is still open; nothing is once the
-- contract ended, and no report of before the end is again.
create view settlement.due as
with live as (
  select s.id as settlement_id, s.agreed_version, e.version is not null as ended, c.version as cleared_version, c.at as cleared_at
  from settlement.settlement s
  left join settlement.ending e on e.settlement_id = s.id and e.version = coalesce(s.agreed_version, 0)
  left join settlement.clearing c on c.settlement_id = s.id),
item as (
  select l.*, i.n, i.item, row_number() over (partition by l.settlement_id
    order by (i.item->>'dueOn')::date nulls last, i.n)::int as place
  from live l
  join settlement.schedule c on c.settlement_id = l.settlement_id and c.version = l.agreed_version
  cross join lateral jsonb_array_elements(c.data->'items') with ordinality as i(item, n)),
items as (
  select i.settlement_id, array_agg((i.item->>'fen')::bigint order by i.place) as fens from item i group by 1),
pool as (
  select m.settlement_id,
    array_agg(case m.kind when '收款' then m.fen else -m.fen end order by m.on_day, m.at, m.id) as amounts,
    array_agg(coalesce(i.place, 0) order by m.on_day, m.at, m.id) as lines,
    array_agg(coalesce(m.cause in ('减价', '终止'), false) order by m.on_day, m.at, m.id) as lasting
  from settlement.money m
  join live l on l.settlement_id = m.settlement_id
  left join item i on i.settlement_id = m.settlement_id and i.agreed_version = m.line_version and i.n = m.line_n
  where m.counts and m.royalty_id is null and (l.cleared_version is null
    or (m.kind = '收款' and m.confirmed_at > l.cleared_at) or m.line_version >= l.cleared_version)
  group by 1)
select i.settlement_id, null::uuid as royalty_id, i.n::int as n, i.item->>'title' as title, (i.item->>'dueOn')::date as due_on,
  t.fen, t.paid_fen, (case when i.ended then 0 else t.fen - t.paid_fen end)::bigint as open_fen, i.ended
from items a
left join pool p on p.settlement_id = a.settlement_id
cross join lateral settlement.standing(a.fens, coalesce(p.amounts, '{}'), coalesce(p.lines, '{}'), coalesce(p.lasting, '{}')) t
join item i on i.settlement_id = a.settlement_id and i.place = t.n
union all
select y.settlement_id, y.id, 0, '提成 ' || y.from_on || ' 至 ' || y.until_on, y.due_on, f.fen, p.fen,
  (case when l.ended then 0 else greatest(0, f.fen - p.fen) end)::bigint, l.ended
from settlement.royalty y
cross join lateral (
  select exists (select from settlement.ending e where e.settlement_id = y.settlement_id and e.at > y.at) as ended) l
cross join lateral (
  select coalesce(sum(m.fen) filter (where m.kind = '收款'), 0) as got,
    coalesce(sum(m.fen) filter (where m.kind = '退款'), 0) as back,
    coalesce(sum(m.fen) filter (where m.cause in ('减价', '终止')), 0) as lasting
  from settlement.money m where m.royalty_id = y.id and m.counts) m
cross join lateral (select greatest(0, y.fen - m.lasting)::bigint as fen) f
cross join lateral (select greatest(0, m.got - m.back)::bigint as fen) p
where not exists (select from settlement.royalty o where o.corrects = y.id);
