// duckdb.mjs - what a capable analyst would use instead of patchlore
//
//     node duckdb.mjs key|join|plain DATABASE AS_OF ANSWER FILE
//
// Adds the native events of FILE to a durable table and answers how long
// patching takes by severity. ANSWER is what "patchlore kpi time-to-patch --by
// severity --format json" says of the same events: an answer that differs ends
// in an error that shows both. On standard output come, one a line, a name and
// a number: seconds from opening the table to having closed it, those of the
// query alone, the bytes of the table and those of peak memory. What node takes
// to start is not held against DuckDB.
//
// Loading is made such that it can be repeated, as patchlore's can, with "key"
// by a primary key that passes over what is there already, and with "join" by
// joining what is new to what is there, which holds as long as nobody else adds
// to the table meanwhile. With "plain" it cannot: all would count twice.

import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.env.DUCKDB_FOLDER + '/');
const { DuckDBInstance } = require('@duckdb/node-api');

const [variant, database, asOf, answer, file] = process.argv.slice(2);

// ---- Loading ---------------------------------------------------------------

const attrs = `STRUCT(severity VARCHAR, vendor VARCHAR, type VARCHAR,
    ring VARCHAR, class VARCHAR, os VARCHAR)`;

// A key takes no NULL, so what an event does not name is ''.
const key = 'patch, asset, kind, time';
const table = `CREATE TABLE IF NOT EXISTS event (kind VARCHAR,
    time TIMESTAMP, asset VARCHAR, patch VARCHAR, code VARCHAR,
    took_ms BIGINT, attrs ${attrs}
    ${variant === 'key' ? `, PRIMARY KEY (${key})` : ''})`;

const events = `(SELECT kind, time, coalesce(asset, '') AS asset,
        coalesce(patch, '') AS patch, code, took_ms, attrs
    FROM read_ndjson($file, columns = {kind: 'VARCHAR', time: 'TIMESTAMP',
        asset: 'VARCHAR', patch: 'VARCHAR', code: 'VARCHAR',
        took_ms: 'BIGINT', attrs: '${attrs}'}))`;

const load = {
    key: `INSERT OR IGNORE INTO event FROM ${events}`,
    join: `INSERT INTO event SELECT DISTINCT ON (${key}) * FROM ${events}
        ANTI JOIN event USING (${key})`,
    plain: `INSERT INTO event FROM ${events}`,
}[variant];

// ---- The figure ------------------------------------------------------------

// The rules of docs/kpis.md as far as a sample fleet needs them: an item is
// found once and installed at most once, so it has one episode; its asset is
// retired for good. All ends of one minute count as at risk in it.
const figure = `
    WITH item AS (
        SELECT patch, asset, max(time) AS seen,
            min(time) FILTER (kind = 'item.detected') AS found,
            min(time) FILTER (kind = 'deploy.installed') AS installed,
            min(time) FILTER (kind = 'deploy.rolled_back') AS undone,
            max(time) FILTER (kind = 'asset.retired') AS retired
        FROM event WHERE time <= $as_of::TIMESTAMP GROUP BY patch, asset),
    machine AS (
        SELECT asset, max(seen) AS seen, max(retired) AS retired
        FROM item GROUP BY asset),
    release AS (
        SELECT patch, attrs.severity AS severity FROM event
        WHERE kind = 'patch.released' AND time <= $as_of::TIMESTAMP),
    ending AS (
        SELECT severity, found, machine.retired,
            CASE WHEN undone IS NULL OR undone > installed + INTERVAL 30 DAY
                THEN installed END AS fixed,
            CASE WHEN machine.seen < $as_of::TIMESTAMP - INTERVAL 30 DAY
                THEN machine.seen ELSE $as_of::TIMESTAMP END AS watched
        FROM item JOIN machine USING (asset) JOIN release USING (patch)
        WHERE found IS NOT NULL),
    minute AS (
        SELECT severity,
            (epoch_ms(coalesce(fixed, retired, watched)) - epoch_ms(found))
                // 60000 AS age,
            count(*) AS ended, count(fixed) AS fixed,
            count(retired) FILTER (fixed IS NULL) AS gone
        FROM ending GROUP BY severity, age),
    risk AS (
        SELECT *, sum(ended) OVER (PARTITION BY severity ORDER BY age DESC)
            AS at_risk
        FROM minute),
    curve AS (
        SELECT *, product(1 - fixed / at_risk)
            OVER (PARTITION BY severity ORDER BY age) AS survival
        FROM risk)
    SELECT severity, sum(ended)::INT AS n, sum(fixed)::INT AS fixed,
        sum(ended - fixed - gone)::INT AS censored, sum(gone)::INT AS "left",
        min(age) FILTER (survival <= 0.5 + 1e-12)::INT AS median,
        min(age) FILTER (survival <= 0.1 + 1e-12)::INT AS p90
    FROM curve GROUP BY severity ORDER BY severity`;

// ---- The same of patchlore -------------------------------------------------

const minutes = (days) => (days === null ? null : Math.round(days * 1440));

const expected = JSON.parse(readFileSync(answer)).kpis
    .map((kpi) => ({ severity: kpi.by.severity, n: kpi.n, fixed: kpi.fixed,
        censored: kpi.censored, left: kpi.left, median: minutes(kpi.median),
        p90: minutes(kpi.p90) }))
    .sort((a, b) => (a.severity < b.severity ? -1 : 1));

// ---- The program -----------------------------------------------------------

const begun = performance.now();
const instance = await DuckDBInstance.create(database, { threads: '2' });
const connection = await instance.connect();
await connection.run('SET preserve_insertion_order = false');
await connection.run(table);
await connection.run(load, { file });
const asked = performance.now();
const found = (await connection.runAndReadAll(figure, { as_of: asOf }))
    .getRowObjectsJson();
const answered = performance.now();
connection.closeSync();
instance.closeSync();
const closed = performance.now();

if (JSON.stringify(found) !== JSON.stringify(expected)) {
    console.error(`duckdb.mjs: the answers differ as of ${asOf}`);
    console.error('patchlore', expected);
    console.error('DuckDB   ', found);
    process.exit(1);
}
console.log('whole', (closed - begun) / 1e3);
console.log('query', (answered - asked) / 1e3);
console.log('disk', statSync(database).size);
console.log('peak', process.resourceUsage().maxRSS * 1024);
