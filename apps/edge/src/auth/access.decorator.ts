import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/**
 * Who may make a call. What a customer may see of it is decided where the owner is known. A `probe` is anyone's too, and is
 * held to no rate.
 */
export type Access = 'probe' | 'anyone' | 'signed-in' | 'operator';

export const ACCESS = 'windrose:access';

/** Without it a call is for those who are signed in: forgetting it must not open a door. */
export function AccessFor(access: Access): CustomDecorator {
  return SetMetadata(ACCESS, access);
}
