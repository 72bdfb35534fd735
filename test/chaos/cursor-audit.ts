import { SERVICES } from '@windrose/contracts';
import type { Client } from 'pg';

/**
 * Has the database itself write down every move of a cursor that goes back: a look from time to time would miss
 * one that is moved back and forth again.
 */
export async function auditCursors(database: Client): Promise<void> {
  const statements = [
    'create schema if not exists chaos',
    `create table if not exists chaos.moves (service text, consumer_group text, source text, partition int,
       before bigint, after bigint, at timestamptz default now())`,
    // With the owner's rights: the services have none in this schema, and must not notice.
    `create or replace function chaos.note_move() returns trigger language plpgsql security definer as $$
     begin
       insert into chaos.moves (service, consumer_group, source, partition, before, after)
       values (tg_table_schema, new.consumer_group, new.source, new.partition, old.position, new.position);
       return null;
     end $$`,
    ...SERVICES.map(
      (service) => `create or replace trigger chaos_audit after update on ${service}.cursors
         for each row when (new.position < old.position) execute function chaos.note_move()`,
    ),
  ];
  for (const statement of statements) await database.query(statement);
}
