import { Text } from '../input/text.decorator';

/** Something has happened to an authorisation: what, its ledger says. */
export class ProviderNoticeDto {
  @Text(255, { description: "The provider's own id of the event: a repeat is the same event", example: 'evt_1' })
  eventId!: string;

  @Text(255, {
    description: 'What the payment was authorised for: the order',
    example: '01890000-0000-7000-8000-000000000000',
  })
  reference!: string;

  @Text(255, { example: 'auth_1' })
  authorizationId!: string;
}
