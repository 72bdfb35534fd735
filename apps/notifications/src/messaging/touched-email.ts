import { touches } from '@windrose/jetstream';
import { emailIdFor } from '../application/compose-email';
import { emailDecider } from '../domain/email';
import type { Occasion } from '../domain/occasion';
import { emailStreamId } from '../domain/streams';

/** For handlers of an event that is an occasion to write. */
export function touchesEmail<Data>(occasionOf: (data: Data) => Occasion) {
  return touches(({ data }) => [{ decider: emailDecider, id: emailStreamId(emailIdFor(occasionOf(data as Data))) }]);
}
