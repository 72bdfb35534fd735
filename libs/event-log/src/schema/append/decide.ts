/**
 * The units in their order, each on what the ones before it left. A set-based update would apply only one of two units
 * that touch the same row. There is no savepoint for each atom either: what a failed one changed is put back.
 */
export function decideUnitsSql(): string {
  return `
  foreach size in array atom_sizes loop
    atom := atom + 1;
    first := unit + 1;
    last := unit + size;
    bad := atom_status[atom];
    blamed := atom_detail[atom];
    if bad = 0 then
      if size > 1 then
        saved_versions := versions;
        saved_amounts := amounts;
        saved_offset := offset_now;
      end if;
      for unit in first..last loop
        if fresh is not null and not fresh[unit] then
          unit_status[unit] := 1;
          continue;
        end if;
        if gone_unit is not null then
          p := array_position(gone_unit, unit);
          if p is not null then
            bad := gone_status[p]; blamed := unit;
            unit_version[unit] := gone_row[p];
            exit;
          end if;
        end if;
        s := unit_stream[unit];
        if s > 0 and unit_expected[unit] >= 0 and versions[s] <> unit_expected[unit] then
          bad := 2; blamed := unit;
          unit_version[unit] := versions[s];
          exit;
        end if;
        if s > 0 and keys is not null and keys[s] <> wanted_keys[s] then
          bad := 8; blamed := unit;
          exit;
        end if;
        if posting_balance is not null then
          for p in unit_posting[unit] + 1 .. unit_posting[unit + 1] loop
            if amounts[posting_balance[p]] + posting_delta[p] < 0 then
              bad := 3; blamed := unit;
              unit_version[unit] := posting_balance[p];
              exit;
            end if;
          end loop;
          exit when bad <> 0;
          for p in unit_posting[unit] + 1 .. unit_posting[unit + 1] loop
            amounts[posting_balance[p]] := amounts[posting_balance[p]] + posting_delta[p];
          end loop;
        end if;
        unit_offset[unit] := offset_now;
        if s > 0 then
          versions[s] := versions[s] + unit_events[unit];
          unit_version[unit] := versions[s];
          offset_now := offset_now + unit_events[unit];
        end if;
      end loop;
      if bad <> 0 and size > 1 then
        versions := saved_versions;
        amounts := saved_amounts;
        offset_now := saved_offset;
      end if;
    end if;
    if bad <> 0 then
      atom_status[atom] := bad;
      atom_detail[atom] := blamed;
      for p in first..last loop
        if unit_status[p] = 0 then
          unit_status[p] := case when bad not in (4, 9) and p = blamed then bad else 5 end;
        end if;
      end loop;
    end if;
    unit := last;
  end loop;`;
}
