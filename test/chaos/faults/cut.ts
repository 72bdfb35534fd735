import type { Inject } from './fault';

export const cut: Inject<'cut'> = async ({ service, from, how, ms }, { system }) => {
  const proxy = system.proxies.between(service, from);
  switch (how) {
    case 'refused':
      return proxy.refuse(ms);
    case 'silent':
      return proxy.silence(ms);
    case 'late':
      return proxy.delay(ms);
    default:
      return how satisfies never;
  }
};
