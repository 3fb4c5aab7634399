import { benchSearch } from '/work/main/src/app/bench-search.ts'
const n = process.argv[2] ? Number(process.argv[2]) : undefined
const t = performance.now()
await benchSearch(
  'postgres://postgres@127.0.0.1:5599/postgres',
  n,
  (r) => console.log(JSON.stringify(r)),
  (m) => console.error(Math.round(performance.now() - t), m),
)
