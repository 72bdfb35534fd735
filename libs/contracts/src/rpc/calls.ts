import type { RequestContext } from '../meta';
import type { Result } from '../result';
import type { AuthenticatedCustomer, CustomerView, LogIn, RegisterCustomer } from './customers';
import type {
  AddProduct,
  AdjustStock,
  CatalogueCaughtUp,
  ChangeProduct,
  GetProduct,
  ProductEntry,
  ProductView,
} from './inventory';
import type { CancelOrder, GetOrder, ListOrders, OrderView, PlacedOrder, PlaceOrder } from './orders';
import type { Page, PageRequest } from './page';
import type { ParkedCalls } from './parked';
import type { GetPayment, PaymentView, ProviderNotice } from './payments';
import type {
  FailShipment,
  ListShipments,
  MoveShipment,
  ReceiveReturn,
  RequestReturn,
  ReturnView,
  ShipmentView,
  SplitShipment,
} from './shipping';
import type { ReadLogCalls } from './read-log';
import type { GetStory, Story } from './story';

/** Every request/reply call: its subject, what is asked, what a success answers. */
export interface RpcCatalogue extends ParkedCalls, ReadLogCalls {
  'rpc.v1.customers.register': [RegisterCustomer, CustomerView];
  'rpc.v1.customers.log-in': [LogIn, AuthenticatedCustomer];
  'rpc.v1.inventory.add-product': [AddProduct, ProductView & { position: number }];
  'rpc.v1.inventory.change-product': [ChangeProduct, ProductView & { position: number }];
  'rpc.v1.inventory.adjust-stock': [AdjustStock, ProductView];
  'rpc.v1.inventory.get-product': [GetProduct, ProductView];
  'rpc.v1.inventory.list-products': [PageRequest, Page<ProductView>];
  'rpc.v1.inventory.get-entries': [{ skus: string[] }, ProductEntry[]];
  'rpc.v1.inventory.get-story': [GetStory, Story];
  'rpc.v1.orders.place': [PlaceOrder, PlacedOrder];
  'rpc.v1.orders.cancel': [CancelOrder, OrderView];
  'rpc.v1.orders.get': [GetOrder, OrderView];
  'rpc.v1.orders.list': [ListOrders, Page<OrderView>];
  'rpc.v1.orders.catalogue-caught-up': [CatalogueCaughtUp, { reached: boolean }];
  'rpc.v1.orders.get-story': [GetStory, Story];
  'rpc.v1.payments.get': [GetPayment, PaymentView];
  'rpc.v1.payments.provider-notice': [ProviderNotice, null];
  'rpc.v1.payments.get-story': [GetStory, Story];
  'rpc.v1.shipping.list': [ListShipments, ShipmentView[]];
  'rpc.v1.shipping.dispatch': [MoveShipment, ShipmentView];
  'rpc.v1.shipping.deliver': [MoveShipment, ShipmentView];
  'rpc.v1.shipping.fail': [FailShipment, ShipmentView];
  'rpc.v1.shipping.split': [SplitShipment, ShipmentView];
  'rpc.v1.shipping.request-return': [RequestReturn, ReturnView];
  'rpc.v1.shipping.receive-return': [ReceiveReturn, ReturnView];
  'rpc.v1.shipping.get-story': [GetStory, Story];
  'rpc.v1.notifications.get-story': [GetStory, Story];
}

export type RpcSubject = keyof RpcCatalogue;
export type RpcInput<S extends RpcSubject> = RpcCatalogue[S][0];
export type RpcOutput<S extends RpcSubject> = RpcCatalogue[S][1];
export type RpcReply<S extends RpcSubject> = Result<RpcOutput<S>>;

/** What travels: the input and who asks. */
export interface RpcRequest<T> {
  readonly input: T;
  readonly context: RequestContext;
}
