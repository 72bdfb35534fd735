export * from './adaptive-limit';
export * from './waiting-line';
