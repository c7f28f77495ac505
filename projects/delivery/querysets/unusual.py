"""Which services are unusual, asked of all of them at once.

The ORM puts no window over a union of two tables, so this one question is written by hand, for
PostgreSQL and SQLite both. It reads the worker-days of the services asked about and no others, each
once: a day of ten thousand services is sorted, not compared service by service. (``NOT MATERIALIZED``
lets PostgreSQL see how many are asked about, and from which index they come; ``MATERIALIZED`` keeps it from
sorting the days once for each, where it takes a table that was just filled for an empty one.)
"""

from typing import Any

from django.db.models.expressions import RawSQL

# Of two services of a worker on a day, in the order of their beginnings, the times overlap where the
# earlier one ends after the later one begins: each looks at the latest end before it and at the next
# beginning. Those without times are compared with nobody, NULL being neither more nor less.
UNUSUAL = """
WITH asked (id, date, lead_id, watched, most) AS NOT MATERIALIZED ({asked}),
days AS (
    SELECT lead_id AS worker_id, date FROM asked
    UNION
    SELECT helped.socialworker_id, asked.date
    FROM asked JOIN delivery_servicerecord_assistants helped ON helped.servicerecord_id = asked.id
),
work AS (
    SELECT record.id, days.worker_id, days.date, record.hours, record.starts_at, record.ends_at
    FROM days
    JOIN delivery_servicerecord record ON record.lead_id = days.worker_id AND record.date = days.date
    WHERE record.counts
    UNION ALL
    SELECT record.id, days.worker_id, days.date, record.hours, record.starts_at, record.ends_at
    FROM days
    JOIN delivery_servicerecord_assistants helped ON helped.socialworker_id = days.worker_id
    JOIN delivery_servicerecord record
      ON record.id = helped.servicerecord_id AND record.date = days.date
    WHERE record.counts AND record.lead_id <> days.worker_id
),
judged AS MATERIALIZED (
    SELECT
        id,
        ROUND(SUM(hours) OVER day, 1) AS hours,
        MAX(ends_at) OVER (timed ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > starts_at
            OR LEAD(starts_at) OVER timed < ends_at AS at_two
    FROM work
    WINDOW
        day AS (PARTITION BY worker_id, date),
        timed AS (PARTITION BY worker_id, date ORDER BY starts_at, id)
)
SELECT asked.id FROM asked JOIN judged ON judged.id = asked.id
WHERE asked.watched AND judged.at_two OR judged.hours > asked.most
"""


def unusual_among(asked: Any) -> RawSQL:
    """The ids of those of ``asked`` that are unusual; its values are the columns above, in their order."""
    sql, params = asked.query.sql_with_params()
    return RawSQL(UNUSUAL.format(asked=sql), params)  # noqa: S611, what is typed is in the params
