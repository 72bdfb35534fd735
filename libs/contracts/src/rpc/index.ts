export * from './calls';
export * from './customers';
export * from './inventory';
export * from './orders';
export * from './page';
export * from './payments';
export * from './shipping';
export * from './story';
