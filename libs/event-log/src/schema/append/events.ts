/** The client has numbered the events as if every unit were appended. If one is not, those behind it move up. */
export function renumberEventsSql(): string {
  return `
  -- Each event's place is its row's, until one before it falls away.
  select array_agg(n) into event_place from generate_series(1, cardinality(event_unit)) n;
  if unit_status <> array_fill(0, array[units]) then
    partition_place := array_fill(0, array[cardinality(partition_place)]);
    offset_now := 0;
    for p in 1 .. coalesce(cardinality(event_unit), 0) loop
      if unit_status[event_unit[p]] = 0 then
        offset_now := offset_now + 1;
        event_place[p] := offset_now;
        event_prev[p] := partition_place[event_partition[p] + 1];
        partition_place[event_partition[p] + 1] := offset_now;
      else
        event_place[p] := 0;
      end if;
    end loop;
  end if;`;
}

/** The head is taken last, because whoever holds it holds up every other append, and is held through the commit. */
export function writeEventsSql(schema: string): string {
  return `
  appended := offset_now;
  if appended = 0 then
    select h.position into head_position from ${schema}.head h where h.only_row;
  else
    select h.position, h.partition_positions into head_position, partition_last
    from ${schema}.head h where h.only_row for update;
    -- Read after the head is held, so that time follows position.
    recorded_at := clock_timestamp();
    partitions_before := partition_last;
    insert into ${schema}.events (position, stream_id, version, event_id, key, partition, prev, type, schema_version,
      recorded_at, data, meta)
    select head_position + e.place, e.stream, unit_version[e.unit] - unit_events[e.unit] + e.seq, e.id::uuid, e.key, e.part,
      case when e.prev > 0 then head_position + e.prev else partition_last[e.part + 1] end,
      e.type, e.schema, recorded_at, e.data::json, e.meta::json
    from unnest(event_place, event_prev, event_unit, event_seq, ${schema}.split(event_ids), ${schema}.split(event_stream),
      ${schema}.split(event_key), event_partition, ${schema}.split(event_type), event_schema, ${schema}.split(event_data),
      ${schema}.split(event_meta)) e(place, prev, unit, seq, id, stream, key, part, type, schema, data, meta)
    where e.place > 0;
    for p in 1 .. cardinality(partition_place) loop
      if partition_place[p] > 0 then
        partition_last[p] := head_position + partition_place[p];
      end if;
    end loop;
    update ${schema}.head h set position = head_position + appended, partition_positions = partition_last where h.only_row;
    head_position := head_position + appended;
  end if;`;
}
